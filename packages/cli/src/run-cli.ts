import { readFileSync } from "node:fs";
import { TrackerError } from "@bot-tracker/core";
import { Command, CommanderError } from "commander";
import { CliError, type ExitCode } from "./cli-error.ts";
import type { CliPorts, CommandContext } from "./cli-ports.ts";
import { addDead } from "./commands/dead.ts";
import { addDoctor } from "./commands/doctor.ts";
import { addPurgeUser } from "./commands/purge-user.ts";
import { addStatus } from "./commands/status.ts";

const WRONG_USAGE: ExitCode = 2;

/**
 * Runs the command line and gives the exit code: 0 fine, 1 a problem found or something not there, 2 wrong usage.
 * Never rejects for anything that can be expected.
 *
 * @example
 * const exitCode = await runCli(["status", "--json"]);
 */
export async function runCli(args: readonly string[], given: Partial<CliPorts> = {}): Promise<number> {
  const ports: CliPorts = {
    env: process.env,
    stdout: process.stdout,
    stderr: process.stderr,
    nowMs: () => Date.now(),
    ...given,
  };
  let exitCode: number = 0;
  const program = createProgram({
    ports,
    action:
      (task) =>
      async (...taskArgs) => {
        exitCode = await task(...taskArgs);
      },
  });
  try {
    await program.parseAsync([...args], { from: "user" });
    return exitCode;
  } catch (error) {
    // Commander has said already what is wrong; help that was asked for is no mistake.
    if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : WRONG_USAGE;
    if (!(error instanceof CliError) && !(error instanceof TrackerError)) throw error;
    ports.stderr.write(`${error.message}\n`);
    return error instanceof CliError ? error.exitCode : 1;
  }
}

function createProgram(context: CommandContext): Command {
  const { stdout, stderr } = context.ports;
  const program = new Command("bot-tracker")
    .description("Looks into Bot Tracker: is everything set up, what was delivered, what waits, what was refused.")
    .configureOutput({ writeOut: (text) => void stdout.write(text), writeErr: (text) => void stderr.write(text) })
    .exitOverride()
    .version(ownVersion())
    .showHelpAfterError("(add --help to see what there is)")
    .addHelpText(
      "after",
      "\nEnds with 0 when all is well, 1 when there is a problem or nothing to be found, 2 on wrong usage.",
    );
  // Each takes over what is set above, so that it comes after it.
  addDoctor(program, context);
  addStatus(program, context);
  addDead(program, context);
  addPurgeUser(program, context);
  return program;
}

function ownVersion(): string {
  return JSON.parse(readFileSync(new URL("../package.json", import.meta.url), "utf8")).version;
}
