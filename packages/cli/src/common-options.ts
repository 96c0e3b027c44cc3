import { readFileSync } from "node:fs";
import { join } from "node:path";
import { parseEnv } from "node:util";
import type { EnvironmentVariables } from "@bot-tracker/core/tool-kit";
import type { Command } from "commander";
import { CliError } from "./cli-error.ts";

/** The options of every command, as commander gives them. */
export interface CommonOptions {
  dir?: string;
  bot?: string;
  envFile?: string;
  json?: boolean;
}

/** Those options with the environment worked in. */
export interface Settings {
  /** The process's variables, and for the rest those of `--env-file`. */
  env: EnvironmentVariables;
  /** Where the outboxes are. */
  folder: string;
  /** Only this bot's outbox: its id, or `default`. */
  bot: string | undefined;
  json: boolean;
}

const DEFAULT_FOLDER = ".bot-tracker";

export function addCommonOptions(command: Command): Command {
  return command
    .option("--dir <folder>", "the bot's outbox folder (default: BOT_TRACKER_DIR, or ./.bot-tracker)")
    .option("--bot <id>", "only this bot: the digits before the colon of its token, or `default`")
    .option("--env-file <file>", "read variables that are not set from this file, such as .env")
    .option("--json", "print JSON, for programs");
}

/** @throws {CliError} an option cannot work */
export function toSettings({ dir, bot, envFile, json }: CommonOptions, processEnv: EnvironmentVariables): Settings {
  // What came is not shown: a whole token is what is most often given here by mistake.
  if (bot !== undefined && !/^(\d+|default)$/.test(bot)) {
    throw new CliError("--bot must be the digits before the colon of the bot's token, or `default`.", 2);
  }
  const env = envFile === undefined ? processEnv : { ...readEnvFile(envFile), ...withoutEmpty(processEnv) };
  const folder = dir ?? (env["BOT_TRACKER_DIR"]?.trim() || DEFAULT_FOLDER);
  if (folder === "") throw new CliError("--dir must name a folder.", 2);
  return { env, folder: join(folder), bot, json: json ?? false };
}

function readEnvFile(path: string): EnvironmentVariables {
  try {
    return parseEnv(readFileSync(path, "utf8"));
  } catch (error) {
    throw new CliError(`--env-file ${path} cannot be read (${(error as NodeJS.ErrnoException).code ?? "unknown"}).`, 2);
  }
}

/** An empty variable counts as not set, as it does for a bot. */
function withoutEmpty(env: EnvironmentVariables): EnvironmentVariables {
  return Object.fromEntries(Object.entries(env).filter(([, value]) => value?.trim()));
}
