import { readFileSync } from "node:fs";
import { join } from "node:path";
import { parseEnv } from "node:util";
import type { EnvironmentVariables } from "@bot-tracker/core/tool-kit";
import type { Command } from "commander";
import { CliError } from "./cli-error.ts";
import { DEFAULT_FOLDER, outboxFolder } from "./outboxes/outbox-folder.ts";

/** The options of every command, as commander gives them. */
export interface CommonOptions {
  dir?: string;
  bot?: string;
  env?: string;
  json?: boolean;
}

/** Those options with the environment worked in. */
export interface Settings {
  /** The process's variables, and for the rest those of `--env`. */
  env: EnvironmentVariables;
  /** Where the outboxes are. */
  folder: string;
  /** Only this bot's outbox: its id, or `default`. */
  bot: string | undefined;
  json: boolean;
}

/** Not `--env-file`: Node takes that for its own, wherever it stands, and ends when the file is not there. */
export function addCommonOptions(command: Command): Command {
  return command
    .option("--dir <folder>", "the bot's folder, or that of its outbox (default: BOT_TRACKER_DIR, or ./.bot-tracker)")
    .option("--bot <id>", "only this bot: the digits before the colon of its token, or `default`")
    .option("--env <file>", "read variables that are not set from this file, such as .env")
    .option("--json", "print JSON, for programs");
}

/** @throws {CliError} an option cannot work */
export function toSettings(
  { dir, bot, env: envPath, json }: CommonOptions,
  processEnv: EnvironmentVariables,
): Settings {
  // What came is not shown: a whole token is what is most often given here by mistake.
  if (bot !== undefined && !/^(\d+|default)$/.test(bot)) {
    throw new CliError("--bot must be the digits before the colon of the bot's token, or `default`.", 2);
  }
  const env = envPath === undefined ? processEnv : { ...readEnvFile(envPath), ...withoutEmpty(processEnv) };
  if (dir === "") throw new CliError("--dir must name a folder.", 2);
  const folder = dir === undefined ? env["BOT_TRACKER_DIR"]?.trim() || DEFAULT_FOLDER : outboxFolder(dir);
  return { env, folder: join(folder), bot, json: json ?? false };
}

function readEnvFile(path: string): EnvironmentVariables {
  try {
    return parseEnv(readFileSync(path, "utf8"));
  } catch (error) {
    throw new CliError(`--env ${path} cannot be read (${(error as NodeJS.ErrnoException).code ?? "unknown"}).`, 2);
  }
}

/** An empty variable counts as not set, as it does for a bot. */
function withoutEmpty(env: EnvironmentVariables): EnvironmentVariables {
  return Object.fromEntries(Object.entries(env).filter(([, value]) => value?.trim()));
}
