import { defineConfig } from "vitest/config";

const browserTests = "test/sandbox/browser/**/*.test.ts";
const elsewhere = "**/node_modules/**";

export default defineConfig({
  test: {
    reporters: ["default", "./test/summary-reporter.ts"],
    setupFiles: ["test/support/outbox-folder.ts"],
    testTimeout: 20_000,
    projects: [
      {
        extends: true,
        test: {
          name: "node",
          include: ["test/**/*.test.ts"],
          exclude: [elsewhere, browserTests],
          typecheck: { enabled: true, include: ["test/**/*.test-d.ts"], tsconfig: "./tsconfig.json" },
        },
      },
      {
        extends: true,
        test: {
          name: "browser",
          include: [browserTests],
          exclude: [elsewhere],
          globalSetup: ["test/sandbox/browser/global-setup.ts"],
          // A browser has two processes' work to do, and shares the machine with other tests.
          testTimeout: 60_000,
          hookTimeout: 60_000,
        },
      },
    ],
  },
});
