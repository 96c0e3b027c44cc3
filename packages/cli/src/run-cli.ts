import { readFileSync } from "node:fs";
import { TrackerError } from "@bot-tracker/core";
import { printable } from "@bot-tracker/core/outbox-kit";
import { Command, CommanderError } from "commander";
import { CliError, type ExitCode } from "./cli-error.ts";
import type { CliPorts, CommandContext } from "./cli-ports.ts";
import { addDead } from "./commands/dead.ts";
import { addDoctor } from "./commands/doctor.ts";
import { addPurgeUser } from "./commands/purge-user.ts";
import { addStatus } from "./commands/status.ts";
import { nodeProblem } from "./doctor/node-problem.ts";
import { programName } from "./program-name.ts";

const INCORRECT_USAGE: ExitCode = 2;

/**
 * Runs the command line and returns the exit code: 0 success, 1 a problem or nothing found, 2 incorrect usage.
 * Rejects only on a bug, never on a failure that can be expected.
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
    program: programName(process.argv[1] ?? "", process.cwd()),
    ...given,
  };
  const problem = nodeProblem(process.versions.node);
  if (problem !== undefined) {
    ports.stderr.write(`${problem}\n`);
    return 1;
  }
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
    // Commander has already printed what is wrong; a request for help is not a mistake.
    if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : INCORRECT_USAGE;
    if (!(error instanceof CliError) && !(error instanceof TrackerError)) throw error;
    ports.stderr.write(`${printable(error.message)}\n`);
    return error instanceof CliError ? error.exitCode : 1;
  }
}

function createProgram(context: CommandContext): Command {
  const { stdout, stderr } = context.ports;
  const program = new Command("bot-tracker")
    .description("Inspects Bot Tracker: is everything set up, what was delivered, what is pending, what was rejected.")
    .configureOutput({
      writeOut: (text) => void stdout.write(text),
      writeErr: (text) => void stderr.write(printable(text)),
    })
    .exitOverride()
    .version(ownVersion())
    .showHelpAfterError("(add --help for usage)")
    .addHelpText(
      "after",
      "\nExits with 0 if all is well, 1 if there is a problem or nothing was found, 2 on incorrect usage.",
    );
  // Subcommands inherit the settings above, so they are added last.
  addDoctor(program, context);
  addStatus(program, context);
  addDead(program, context);
  addPurgeUser(program, context);
  return program;
}

function ownVersion(): string {
  return JSON.parse(readFileSync(new URL("../package.json", import.meta.url), "utf8")).version;
}
