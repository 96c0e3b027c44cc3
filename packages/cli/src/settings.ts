import type { EnvironmentVariables } from "@bot-tracker/core/outbox-kit";
import type { BotToken } from "./bot-token.ts";
import type { Hint } from "./hint.ts";

/** Where a bot with `redisOutbox` keeps its outbox. */
export interface RedisSettings {
  url: string;
  /** What its keys start with. */
  prefix: string;
}

/** The options, combined with the environment. */
export interface Settings {
  /** The process's variables, completed from the file in `--env`. */
  env: EnvironmentVariables;
  /** Where the outboxes are. */
  folder: string;
  /** Only the outbox of this name. */
  bot: string | undefined;
  /** Undefined: no variable holds it. */
  token: BotToken | undefined;
  /** The variable that `--token-variable` names. */
  tokenVariable: string | undefined;
  json: boolean;
  /** Names another command for the same outboxes. */
  hint: Hint;
  /** Undefined: only files are read. */
  redis: RedisSettings | undefined;
}
