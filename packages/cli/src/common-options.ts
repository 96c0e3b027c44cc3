import { readFileSync } from "node:fs";
import { join } from "node:path";
import { parseEnv } from "node:util";
import type { EnvironmentVariables } from "@bot-tracker/core/outbox-kit";
import type { Command } from "commander";
import { CliError } from "./cli-error.ts";
import { DEFAULT_FOLDER, outboxFolder } from "./outboxes/outbox-folder.ts";

/** The options of every command, as commander gives them. */
export interface CommonOptions {
  dir?: string;
  bot?: string;
  env?: string;
  json?: boolean;
  /** True: without an address. */
  redis?: string | true;
  redisPrefix?: string;
}

/** Where a bot with `redisOutbox` has its outbox. */
export interface RedisSettings {
  url: string;
  /** What its keys begin with. */
  prefix: string;
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
  /** Undefined: only files are looked into. */
  redis: RedisSettings | undefined;
}

const DEFAULT_PREFIX = "bot-tracker";

/** Not `--env-file`: Node takes that for its own, wherever it stands, and ends when the file is not there. */
export function addCommonOptions(command: Command): Command {
  return command
    .option("--dir <folder>", "the bot's folder, or that of its outbox (default: BOT_TRACKER_DIR, or ./.bot-tracker)")
    .option("--bot <id>", "only this bot: the digits before the colon of its token, or `default`")
    .option("--env <file>", "read variables that are not set from this file, such as .env")
    .option("--redis [url]", "look into Redis too, for a bot with redisOutbox (default: REDIS_URL)")
    .option("--redis-prefix <text>", `what the keys in Redis begin with (default: ${DEFAULT_PREFIX})`)
    .option("--json", "print JSON, for programs");
}

/** @throws {CliError} an option cannot work */
export function toSettings(
  { dir, bot, env: envPath, json, redis, redisPrefix }: CommonOptions,
  processEnv: EnvironmentVariables,
): Settings {
  // What came is not shown: a whole token is what is most often given here by mistake.
  if (bot !== undefined && !/^(\d+|default)$/.test(bot)) {
    throw new CliError("--bot must be the digits before the colon of the bot's token, or `default`.", 2);
  }
  const env = envPath === undefined ? processEnv : { ...readEnvFile(envPath), ...withoutEmpty(processEnv) };
  if (dir === "") throw new CliError("--dir must name a folder.", 2);
  const folder = dir === undefined ? env["BOT_TRACKER_DIR"]?.trim() || DEFAULT_FOLDER : outboxFolder(dir);
  return { env, folder: join(folder), bot, json: json ?? false, redis: toRedisSettings(redis, redisPrefix, env) };
}

/** Only `--redis` leads to Redis: REDIS_URL may be set for other programs, and the bot may have nothing there. */
function toRedisSettings(
  redis: CommonOptions["redis"],
  prefix: string | undefined,
  env: EnvironmentVariables,
): RedisSettings | undefined {
  if (redis === undefined) {
    if (prefix === undefined) return undefined;
    throw new CliError("--redis-prefix is of use with --redis only.", 2);
  }
  if (prefix !== undefined && !/^[\w.-]+$/.test(prefix)) {
    throw new CliError("--redis-prefix must be letters, digits, `.`, `-` and `_`, as the bot's redisOutbox has it.", 2);
  }
  const url = redis === true ? env["REDIS_URL"]?.trim() : redis;
  if (!url) throw new CliError("--redis needs an address, such as redis://localhost:6379, or REDIS_URL.", 2);
  // What came is not shown: it may hold a password. A word after --redis is taken for its address.
  if (!/^rediss?:\/\/./.test(url) || !URL.canParse(url)) {
    const source = redis === true ? "REDIS_URL" : "What follows --redis";
    throw new CliError(
      `${source} must be an address such as redis://user:password@host:6379/0, or rediss:// for TLS.`,
      2,
    );
  }
  return { url, prefix: prefix ?? DEFAULT_PREFIX };
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
