/** Once for all tests on runtimes: installs them, and the packages as they are published. */
import { execFileSync } from "node:child_process";
import { cpSync, rmSync, symlinkSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import type { TestProject } from "vitest/node";
import { installLocked, makeOutsideFolder, unpackPackages } from "../../../.ci/packages/outside-folder.ts";
import { bundleCases } from "./conformance/bundle-cases.ts";
import manifest from "./package.json" with { type: "json" };
import { findRuntimes, type Runtime } from "./runtime.ts";

declare module "vitest" {
  interface ProvidedContext {
    runtimes: readonly Runtime[];
    /** Absolute path of the folder with the programs that use the packages as they are published. */
    runtimePrograms: string;
    /** Absolute path of the conformance cases, which use the packages as they are published. */
    runtimeCases: string;
  }
}

/** Besides the packages under test, what the conformance cases import and the lockfile installs. */
const INSTALLED = Object.keys(manifest.dependencies);

export default async function setUp(project: TestProject): Promise<() => void> {
  const outside = makeOutsideFolder("runtimes");
  const app = join(outside, "app");
  installLocked(import.meta.dirname, app);
  const names = ["core", "grammy", "node-telegram-bot-api", "sandbox", "telegram-simulator"].map(
    (name) => `@bot-tracker/${name}`,
  );
  unpackPackages(app, names);
  // Vitest's `expect` judges there too. It is the workspace's, as it would be much to install for that.
  symlinkSync(
    dirname(createRequire(import.meta.url).resolve("vitest/package.json")),
    join(app, "node_modules/vitest"),
    "junction",
  );
  const programs = join(app, "programs");
  cpSync(join(import.meta.dirname, "programs"), programs, { recursive: true });
  const cases = join(app, "run-cases.mjs");
  await bundleCases(cases, [...names, ...INSTALLED]);
  const runtimes = findRuntimes(app);
  for (const { name, program } of runtimes) {
    const version = execFileSync(program, ["--version"], { encoding: "utf8" }).split("\n")[0] ?? "";
    console.log(`${name}: ${version}`);
  }
  if (runtimes.length < 2) console.log("Left out: what of Bun and Deno npm has no program of for this platform.");
  project.provide("runtimes", runtimes);
  project.provide("runtimePrograms", programs);
  project.provide("runtimeCases", cases);
  return () => rmSync(outside, { recursive: true });
}
