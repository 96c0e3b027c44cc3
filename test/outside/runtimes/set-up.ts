/** Once for all tests on runtimes: installs them, and the packages as they are published. */
import { execFileSync } from "node:child_process";
import { cpSync, rmSync } from "node:fs";
import { join } from "node:path";
import type { TestProject } from "vitest/node";
import { installLocked, makeOutsideFolder, unpackPackages } from "../../../.ci/packages/outside-folder.ts";
import { findRuntimes, type Runtime } from "./runtime.ts";

declare module "vitest" {
  interface ProvidedContext {
    runtimes: readonly Runtime[];
    /** Absolute path of the folder with the programs that use the packages as they are published. */
    runtimePrograms: string;
  }
}

export default function setUp(project: TestProject): () => void {
  const outside = makeOutsideFolder("runtimes");
  const app = join(outside, "app");
  installLocked(import.meta.dirname, app);
  const names = ["core", "grammy", "node-telegram-bot-api"];
  unpackPackages(
    app,
    names.map((name) => `@bot-tracker/${name}`),
  );
  const programs = join(app, "programs");
  cpSync(join(import.meta.dirname, "programs"), programs, { recursive: true });
  const runtimes = findRuntimes(app);
  for (const { name, program } of runtimes) {
    const version = execFileSync(program, ["--version"], { encoding: "utf8" }).split("\n")[0] ?? "";
    console.log(`${name}: ${version}`);
  }
  if (runtimes.length < 2) console.log("Left out: what of Bun and Deno npm has no program of for this platform.");
  project.provide("runtimes", runtimes);
  project.provide("runtimePrograms", programs);
  return () => rmSync(outside, { recursive: true });
}
