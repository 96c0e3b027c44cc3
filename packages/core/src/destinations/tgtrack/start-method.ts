import { TrackerConfigError } from "../../errors/tracker-config-error.ts";
import type { TgtrackPlatform } from "./tgtrack-platform.ts";
import type { TgtrackReply } from "./tgtrack-reply.ts";

/**
 * One method under three names: the two editions of TGTrack's documentation name it differently, and the newer one
 * adds a synonym (contradiction C1).
 */
export type TgtrackStartMethod = "user_did_start_bot" | "user_id_start_bot" | "user_id_subscribe";

const START_METHODS: readonly string[] = ["user_did_start_bot", "user_id_start_bot", "user_id_subscribe"];

/**
 * The names worth trying when the one that was asked for is unknown. Of MAX less is known: its documentation has the
 * newer names, public code calls the older one.
 */
const ALTERNATIVES: Readonly<Record<TgtrackPlatform, readonly TgtrackStartMethod[]>> = {
  telegram: ["user_did_start_bot", "user_id_start_bot"],
  max: ["user_id_start_bot", "user_did_start_bot", "user_id_subscribe"],
};

export function isStartMethod(method: string): method is TgtrackStartMethod {
  return START_METHODS.includes(method);
}

/** What public code calls on Telegram, and the only name documented for MAX. */
export function defaultStartMethod(platform: TgtrackPlatform): TgtrackStartMethod {
  return platform === "max" ? "user_id_start_bot" : "user_did_start_bot";
}

/** Remembers under which of its names TGTrack knows the start method: the last one that worked is tried first. */
export class StartMethodNames {
  #order: readonly TgtrackStartMethod[];

  constructor(first: TgtrackStartMethod, platform: TgtrackPlatform) {
    if (!isStartMethod(first)) {
      throw new TrackerConfigError(`startMethod must be one of ${START_METHODS.join(", ")}.`);
    }
    this.#order = [first, ...ALTERNATIVES[platform].filter((name) => name !== first)];
  }

  /** A report of one start, which tries each name once at most. */
  attempt(): StartAttempt {
    return new StartAttempt(this.#order, (worked) => {
      this.#order = [worked, ...this.#order.filter((name) => name !== worked)];
    });
  }
}

/** What is to be made of a reply: send it again under the next name, or go by `reply`. */
export type StartVerdict = { again: true } | { again: false; reply: TgtrackReply };

/** One start on its way through the method's names. */
export class StartAttempt {
  readonly #names: readonly TgtrackStartMethod[];
  readonly #remember: (worked: TgtrackStartMethod) => void;
  #at = 0;
  /** An answer that came from a web server rather than from the API, so that the method may exist after all. */
  #doubtful: TgtrackReply | undefined;

  constructor(names: readonly TgtrackStartMethod[], remember: (worked: TgtrackStartMethod) => void) {
    this.#names = names;
    this.#remember = remember;
  }

  /** The name to call it by. */
  get method(): TgtrackStartMethod {
    return this.#names[this.#at] ?? "user_did_start_bot";
  }

  /** Takes the reply to a call under `method`. */
  judge(reply: TgtrackReply): StartVerdict {
    if (!isMethodUnknown(reply)) {
      if (reply.kind === "ok") this.#remember(this.method);
      return { again: false, reply };
    }
    if (reply.kind === "unavailable") this.#doubtful = reply;
    if (this.#at + 1 < this.#names.length) {
      this.#at++;
      return { again: true };
    }
    // A start is given up as unknown only when the API itself has said so under every name.
    return { again: false, reply: this.#doubtful ?? reply };
  }
}

/** 404 is the code of an unknown method; a web server in front may say so with a page of its own. */
function isMethodUnknown(reply: TgtrackReply): boolean {
  if (reply.kind === "refused") return reply.errorCode === 404;
  return reply.kind === "unavailable" && reply.httpStatus === 404;
}
