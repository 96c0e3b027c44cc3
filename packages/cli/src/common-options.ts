import { readFileSync } from "node:fs";
import { join } from "node:path";
// Not by its name, which an older Node does not have: it would refuse the whole file, and no error would say why.
import * as util from "node:util";
import { type EnvironmentVariables, OUTBOX_NAME } from "@bot-tracker/core/outbox-kit";
import type { Command } from "commander";
import { botTokenOf, MAX_TOKEN_VARIABLES, outboxOfTokenIn, TOKEN_VARIABLES } from "./bot-token.ts";
import { CliError } from "./cli-error.ts";
import type { CliPorts } from "./cli-ports.ts";
import { makeHint, type PlaceOptions } from "./hint.ts";
import { DEFAULT_FOLDER, outboxFolder } from "./outboxes/outbox-folder.ts";
import type { RedisSettings, Settings } from "./settings.ts";

/** The options of every command, as commander parses them. */
export interface CommonOptions extends PlaceOptions {
  bot?: string;
  json?: boolean;
  tokenVariable?: string;
}

/** Of `--bot`: look for the token. */
const TOKEN = "token";
const IS_OUTBOX_NAME = new RegExp(`^(${OUTBOX_NAME})$`);
const DEFAULT_PREFIX = "bot-tracker";

/** Not `--env-file`: Node treats that as its own option wherever it stands, and exits if the file is missing. */
export function addCommonOptions(command: Command): Command {
  return command
    .option("--dir <folder>", "the bot's folder, or its outbox folder (default: BOT_TRACKER_DIR, or ./.bot-tracker)")
    .option(
      "--bot <id>",
      "only this bot, as `status` names it: the digits before the colon in its token, `max-…` of a MAX bot, or " +
        "`default`; `token`: the one whose token is set here",
    )
    .option("--env <file>", "take variables that are not set from this file, such as .env")
    .option(
      "--token-variable <name>",
      `the variable with the bot's token (default: the first of ${TOKEN_VARIABLES.join(", ")})`,
    )
    .option("--redis [url]", "look in Redis too, for a bot with redisOutbox (default: REDIS_URL)")
    .option("--redis-prefix <text>", `the prefix of the keys in Redis (default: ${DEFAULT_PREFIX})`)
    .option("--json", "print JSON, for programs");
}

/**
 * Combines options and environment.
 *
 * @throws {CliError} an option is invalid
 */
export function toSettings(
  options: CommonOptions,
  { env: processEnv, program }: Pick<CliPorts, "env" | "program">,
): Settings {
  const { dir, bot: given, env: envPath, json, redis, redisPrefix, tokenVariable } = options;
  // The value is not shown: what people most often pass here by mistake is a whole token.
  if (given !== undefined && given !== TOKEN && !IS_OUTBOX_NAME.test(given)) {
    throw new CliError(
      "--bot must be the digits before the colon in the bot's token, `max-` and what `status` names a MAX bot by, " +
        "`default`, or `token` for the bot whose token is set here.",
      2,
    );
  }
  const env = envPath === undefined ? processEnv : { ...readEnvFile(envPath), ...withoutEmpty(processEnv) };
  if (dir === "") throw new CliError("--dir must name a folder.", 2);
  const folder = dir === undefined ? env["BOT_TRACKER_DIR"]?.trim() || DEFAULT_FOLDER : outboxFolder(dir);
  if (tokenVariable !== undefined && !env[tokenVariable]?.trim()) {
    throw new CliError(`--token-variable: the variable ${tokenVariable} is not set here.`, 2);
  }
  const token = botTokenOf(env, tokenVariable);
  const bot = given === TOKEN ? outboxOfTokenIn(env, tokenVariable) : given;
  if (given === TOKEN && bot === undefined) {
    const names = [...TOKEN_VARIABLES, ...MAX_TOKEN_VARIABLES].join(", ");
    throw new CliError(
      `--bot token: no token is set here. Set one of ${names}, or name yours with --token-variable.`,
      2,
    );
  }
  return {
    env,
    folder: join(folder),
    bot,
    token,
    tokenVariable,
    json: json ?? false,
    hint: makeHint(program, options),
    redis: toRedisSettings(redis, redisPrefix, env),
  };
}

/** Only `--redis` leads to Redis: REDIS_URL may be set for another program, and the bot may have nothing there. */
function toRedisSettings(
  redis: CommonOptions["redis"],
  prefix: string | undefined,
  env: EnvironmentVariables,
): RedisSettings | undefined {
  if (redis === undefined) {
    if (prefix === undefined) return undefined;
    throw new CliError("--redis-prefix only works with --redis.", 2);
  }
  if (prefix !== undefined && !/^[\w.-]+$/.test(prefix)) {
    throw new CliError(
      "--redis-prefix must be the prefix of the bot's redisOutbox: letters, digits, `.`, `-` and `_`.",
      2,
    );
  }
  const url = redis === true ? env["REDIS_URL"]?.trim() : redis;
  if (!url) throw new CliError("--redis needs an address, such as redis://localhost:6379, or REDIS_URL.", 2);
  // The value is not shown: it may contain a password. Any word after --redis is parsed as its address.
  if (!/^rediss?:\/\/./.test(url) || !URL.canParse(url)) {
    const source = redis === true ? "REDIS_URL" : "The value after --redis";
    throw new CliError(
      `${source} must be an address such as redis://user:password@host:6379/0, or rediss:// for TLS.`,
      2,
    );
  }
  return { url, prefix: prefix ?? DEFAULT_PREFIX };
}

function readEnvFile(path: string): EnvironmentVariables {
  try {
    return util.parseEnv(decoded(readFileSync(path)));
  } catch (error) {
    throw new CliError(`--env ${path} cannot be read (${(error as NodeJS.ErrnoException).code ?? "unknown"}).`, 2);
  }
}

/** Editors on Windows begin a file with a byte order mark, which would become a part of the first variable's name. */
function decoded(bytes: Buffer): string {
  const isUtf16 = bytes[0] === 0xff && bytes[1] === 0xfe;
  return new TextDecoder(isUtf16 ? "utf-16le" : "utf-8").decode(bytes);
}

/** An empty variable counts as not set, as it does for a bot. */
function withoutEmpty(env: EnvironmentVariables): EnvironmentVariables {
  return Object.fromEntries(Object.entries(env).filter(([, value]) => value?.trim()));
}
