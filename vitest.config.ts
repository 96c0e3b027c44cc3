import { tmpdir } from "node:os";
import { join } from "node:path";
import { defineConfig } from "vitest/config";
import { GENEROUS } from "./test/support/generous.ts";

// Vitest begins a process for each file, and tests begin some three hundred more: compiling the same sources in each of
// them takes half of a short one's time.
process.env["NODE_COMPILE_CACHE"] ??= join(tmpdir(), "node-compile-cache");

const browserTests = "test/sandbox/browser/**/*.test.ts";
const appearanceTest = "test/sandbox/browser/appearance.test.ts";
const manyProcessesTests = ["test/redis/many-processes.test.ts", "test/formats/side-by-side.test.ts"];
const outsideTests = "test/outside/**/*.test.ts";
// Tests of rules and of what has no state but its own objects and servers. Starting a process and importing the packages is most of
// such a file's cost, so that they share processes; one that changes anything of its process does not belong here.
const pureTests = [
  "test/core/{delivery,errors,intake,messenger}/*.test.ts",
  "test/core/{destinations,max,outbox/rules,telegram}/**/*.test.ts",
  "test/demo/plan-*.test.ts",
  "test/sandbox/{page,reports}/**/*.test.ts",
  "test/sandbox/!(bounds|cli|many-live-pages|start-sandbox|store-file).test.ts",
  "test/sandbox/chat/!(example-bots).test.ts",
  "test/telegram-simulator/!(bounds|framework-clients).test.ts",
];
const elsewhere = "**/node_modules/**";

export default defineConfig({
  test: {
    reporters: ["default", "./test/summary-reporter.ts"],
    setupFiles: ["test/support/outbox-folder.ts"],
    // Far more than any test takes: it is there to end one that hangs, also on a machine that is busy with other work.
    testTimeout: 300_000,
    hookTimeout: 300_000,
    // Likewise for `expect.poll`, and less, so that it is the condition that a failure names.
    expect: { poll: { interval: 20, timeout: GENEROUS.timeoutMs } },
    // Many tests wait for a clock, a socket or a process, so that three at a time keep even two cores at work.
    maxWorkers: 3,
    projects: [
      {
        extends: true,
        test: {
          name: "node",
          include: ["test/**/*.test.ts"],
          exclude: [elsewhere, browserTests, ...manyProcessesTests, outsideTests, ...pureTests],
          typecheck: { enabled: true, include: ["test/**/*.test-d.ts"], tsconfig: "./tsconfig.json" },
        },
      },
      {
        extends: true,
        test: {
          name: "node-pure",
          include: pureTests,
          exclude: [elsewhere],
          isolate: false,
        },
      },
      {
        extends: true,
        test: {
          name: "many-processes",
          include: manyProcessesTests,
          exclude: [elsewhere],
        },
      },
      {
        extends: true,
        test: {
          name: "workers",
          include: ["test/outside/workers/*.test.ts"],
          globalSetup: ["test/outside/workers/pack-packages.ts"],
        },
      },
      {
        extends: true,
        test: {
          name: "bundles",
          include: ["test/outside/bundles/*.test.ts"],
          globalSetup: ["test/outside/bundles/set-up.ts"],
        },
      },
      {
        extends: true,
        test: {
          name: "runtimes",
          include: ["test/outside/runtimes/*.test.ts"],
          globalSetup: ["test/outside/runtimes/set-up.ts"],
        },
      },
      {
        extends: true,
        test: {
          name: "registry",
          include: ["test/outside/registry/*.test.ts"],
          // It builds and installs everything anew, and downloads what no earlier run has left here.
          testTimeout: 900_000,
          hookTimeout: 900_000,
        },
      },
      {
        extends: true,
        test: {
          name: "browser",
          include: [browserTests],
          exclude: [elsewhere, appearanceTest],
          globalSetup: ["test/sandbox/browser/global-setup.ts"],
        },
      },
      {
        extends: true,
        test: {
          name: "appearance",
          include: [appearanceTest],
          exclude: [elsewhere],
          globalSetup: ["test/sandbox/browser/global-setup.ts"],
        },
      },
    ],
  },
});
