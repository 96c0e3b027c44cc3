import { checkInteger } from "../support/check.ts";
import { type Answer, refuse } from "./answer.ts";

/**
 * How sending to a chat fails. `code` is the Bot API's `error_code`, with Telegram's usual words unless others are
 * given; `retryAfter` is in seconds, as Telegram says it; `"drop-connection"` hangs up without an answer.
 */
export type SendFault =
  | { code: 429; retryAfter: number; description?: string }
  | { code: number; description?: string }
  | "drop-connection";

export interface SendFaultOptions {
  /** How many sends fail; by default all, until the rule is lifted. */
  times?: number;
}

interface Rule {
  readonly chatId: string;
  readonly fault: SendFault;
  left: number;
}

const USUAL_WORDS: Readonly<Record<number, string>> = {
  400: "Bad Request: chat not found",
  403: "Forbidden: bot was blocked by the user",
  500: "Internal Server Error: can't process the request",
};

/** The chats to which sending fails. Rules of one chat apply in the order in which they were made, each until used up. */
export class SendFaults {
  #rules: Rule[] = [];

  /** @returns a function that lifts the rule */
  add(chatId: number | string, fault: SendFault, { times = Number.POSITIVE_INFINITY }: SendFaultOptions): () => void {
    checkFault(fault, times);
    const rule: Rule = { chatId: String(chatId), fault, left: times };
    this.#rules.push(rule);
    return () => {
      this.#rules = this.#rules.filter((other) => other !== rule);
    };
  }

  /** The answer for a send to this chat, if it is to fail; spends one use of the rule. */
  next(chatId: number | string): Answer | undefined {
    const rule = this.#rules.find((candidate) => candidate.chatId === String(chatId) && candidate.left > 0);
    if (rule === undefined) return undefined;
    rule.left -= 1;
    if (rule.left <= 0) this.#rules = this.#rules.filter((other) => other !== rule);
    return toAnswer(rule.fault);
  }
}

/** @throws RangeError that says what was expected */
function checkFault(fault: SendFault, times: number): void {
  if (times !== Number.POSITIVE_INFINITY) checkInteger("times", times, 1, Number.MAX_SAFE_INTEGER);
  if (fault === "drop-connection") return;
  checkInteger("the code of a fault", fault.code, 400, 599);
  if ("retryAfter" in fault) checkInteger("retryAfter", fault.retryAfter, 0, 86_400);
}

function toAnswer(fault: SendFault): Answer {
  if (fault === "drop-connection") return { kind: "dropped" };
  if ("retryAfter" in fault) {
    return refuse(429, fault.description ?? `Too Many Requests: retry after ${fault.retryAfter}`, fault.retryAfter);
  }
  return refuse(fault.code, fault.description ?? USUAL_WORDS[fault.code] ?? "Bad Request");
}
