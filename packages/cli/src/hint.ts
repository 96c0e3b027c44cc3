import { quoted } from "./program-name.ts";

/** Names another command of this program, for people to type where they read it. */
export type Hint = (command: string) => string;

/** The options that say where outboxes are, as they were given. */
export interface PlaceOptions {
  dir?: string;
  env?: string;
  /** True: given without an address. */
  redis?: string | true;
  redisPrefix?: string;
}

/** Commands find the same outboxes only with the same options. */
export function makeHint(program: string, { dir, env, redis, redisPrefix }: PlaceOptions): Hint {
  const options = [
    ...(dir === undefined ? [] : [`--dir ${quoted(dir)}`]),
    ...(env === undefined ? [] : [`--env ${quoted(env)}`]),
    ...(redis === undefined ? [] : [redis === true ? "--redis" : `--redis ${withoutPassword(redis)}`]),
    ...(redisPrefix === undefined ? [] : [`--redis-prefix ${quoted(redisPrefix)}`]),
  ];
  return (command) => [program, command, ...options].join(" ");
}

/** The address, if it holds no secret; otherwise a word in its place. */
function withoutPassword(address: string): string {
  const isOpen = URL.canParse(address) && new URL(address).password === "" && new URL(address).search === "";
  return isOpen ? quoted(address) : "<address>";
}
