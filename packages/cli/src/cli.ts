#!/usr/bin/env node
import { nodeProblem } from "./doctor/node-problem.ts";

/** Checked before anything else is loaded: on an older Node the rest fails with nothing but a syntax error. */
async function main(): Promise<void> {
  const problem = nodeProblem(process.versions.node);
  if (problem !== undefined) {
    console.error(problem);
    process.exitCode = 1;
    return;
  }
  const { runCli } = await import("./run-cli.ts");
  // The reader of the output, such as `head`, may close it early.
  process.stdout.on("error", () => process.exit());
  process.exitCode = await runCli(process.argv.slice(2));
}

void main();
