import { TrackerConfigError } from "../../errors/tracker-config-error.ts";
import type { TgtrackPlatform } from "./tgtrack-platform.ts";
import type { TgtrackReply } from "./tgtrack-reply.ts";

/**
 * One method under three names: the two editions of TGTrack's documentation name it differently, and the newer one
 * adds a synonym (contradiction C1).
 */
export type TgtrackStartMethod = "user_did_start_bot" | "user_id_start_bot" | "user_id_subscribe";

const START_METHODS: readonly string[] = ["user_did_start_bot", "user_id_start_bot", "user_id_subscribe"];

export function isStartMethod(method: string): method is TgtrackStartMethod {
  return START_METHODS.includes(method);
}

/** What public code calls on Telegram, and the only name documented for MAX. */
export function defaultStartMethod(platform: TgtrackPlatform): TgtrackStartMethod {
  return platform === "max" ? "user_id_start_bot" : "user_did_start_bot";
}

/** Remembers under which of its names TGTrack knows the start method. */
export class StartMethodMemory {
  #current: TgtrackStartMethod;
  readonly #unknown = new Set<TgtrackStartMethod>();

  constructor(first: TgtrackStartMethod) {
    if (!isStartMethod(first)) {
      throw new TrackerConfigError(
        `startMethod must be one of ${START_METHODS.join(", ")}, got ${JSON.stringify(first)}.`,
      );
    }
    this.#current = first;
  }

  /** The name to call it by now. */
  get current(): TgtrackStartMethod {
    return this.#current;
  }

  /** Learns from the reply to a call under `method`. True: call again, under the name that is current now. */
  learn(method: TgtrackStartMethod, reply: TgtrackReply): boolean {
    if (!isMethodUnknown(reply)) {
      if (reply.kind === "ok") this.#unknown.delete(method);
      return false;
    }
    this.#unknown.add(method);
    const other: TgtrackStartMethod = method === "user_id_start_bot" ? "user_did_start_bot" : "user_id_start_bot";
    if (this.#unknown.has(other)) return false;
    this.#current = other;
    return true;
  }
}

/** 404 is the code of an unknown method; a web server in front may say so with a page of its own. */
function isMethodUnknown(reply: TgtrackReply): boolean {
  if (reply.kind === "refused") return reply.errorCode === 404;
  return reply.kind === "unavailable" && reply.httpStatus === 404;
}
