#!/usr/bin/env node
import { nodeProblem } from "./doctor/node-problem.ts";

/** On an older Node the rest could not even be loaded, and would only say that some syntax is wrong. */
async function main(): Promise<void> {
  const problem = nodeProblem(process.versions.node);
  if (problem !== undefined) {
    console.error(problem);
    process.exitCode = 1;
    return;
  }
  const { runCli } = await import("./run-cli.ts");
  // Whoever reads the output (`head`, say) may go before its end.
  process.stdout.on("error", () => process.exit());
  process.exitCode = await runCli(process.argv.slice(2));
}

void main();
