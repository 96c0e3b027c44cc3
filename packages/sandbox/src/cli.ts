#!/usr/bin/env node
import { onStarterGone, startersOf } from "./command/on-starter-gone.ts";
import { runCommand } from "./command/run-command.ts";

async function main(): Promise<void> {
  // Before anything that takes time: they may go meanwhile.
  const starters = startersOf(process.ppid);
  process.exitCode = await runCommand(process.argv.slice(2), {
    env: process.env,
    inTerminal: process.stdout.isTTY,
    // The console bears that whoever read the output has gone.
    print: (line) => console.log(line),
    complain: (line) => console.error(line),
    onStarted: (sandbox) => {
      const stop = () => void sandbox.close();
      process.once("SIGINT", stop);
      process.once("SIGTERM", stop);
      // Whoever starts it some other way may well want it to outlive the shell it was started from.
      if (process.env["npm_lifecycle_event"] === "npx") onStarterGone(stop, starters);
    },
  });
}

void main();
