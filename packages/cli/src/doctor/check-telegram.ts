import type { MessengerId } from "@bot-tracker/core";
import { botIdOfToken, type EnvironmentVariables } from "@bot-tracker/core/outbox-kit";
import { type BotToken, TOKEN_VARIABLES } from "../bot-token.ts";
import { hasKeyOf } from "../services/has-key-of.ts";
import type { Settings } from "../settings.ts";
import { type Check, ok, problem, skipped } from "./check.ts";
import { Probe } from "./probe.ts";

/** What Telegram's answer shows. */
export interface TelegramChecks {
  checks: Check[];
  requests: number;
  clockOffsetMs?: number;
}

/** What the examples and the sandbox call it; which Bot API server a bot asks is in its code. */
const URL_VARIABLE = "TELEGRAM_API_URL";
const TELEGRAM_URL = "https://api.telegram.org";
const TIMEOUT_MS = 10_000;
const NAME = "Telegram updates";

/**
 * Whether Telegram sends the updates that show starts and blocks. Only checked if the bot's token is known. Of MAX bots
 * there is nothing to see: they get all updates unless their code says otherwise, and MAX keeps no list.
 */
export async function checkTelegram(
  { env, token: found, tokenVariable }: Pick<Settings, "env" | "token" | "tokenVariable">,
  messengers: readonly MessengerId[],
  nowMs: () => number,
): Promise<TelegramChecks> {
  if (found === undefined && !messengers.includes("telegram")) return { checks: [], requests: 0 };
  if (found === undefined) {
    return { checks: [tokenUnknown(env, tokenVariable)], requests: 0 };
  }
  const { token, variable } = found;
  // Whatever it is, perhaps the token of a MAX bot: Telegram is not shown it.
  if (botIdOfToken(token) === undefined) return { checks: [notTelegrams(found, env, messengers)], requests: 0 };
  const ownUrl = env[URL_VARIABLE]?.trim() || undefined;
  const base = (ownUrl ?? TELEGRAM_URL).replace(/\/+$/, "");
  const probe = new Probe(nowMs);
  const reply = await probe.send({
    url: `${base}/bot${token}/getWebhookInfo`,
    headers: { "content-type": "application/json" },
    body: "{}",
    timeoutMs: TIMEOUT_MS,
  });
  const { result } = probe;
  const offset = result?.kind === "answered" ? result.clockOffsetMs : undefined;
  const check =
    reply.kind === "failed"
      ? unreachable(ownUrl, reply.description)
      : judge(reply.status, allowedUpdates(reply.text), variable);
  return { checks: [check], requests: 1, ...(offset !== undefined && { clockOffsetMs: offset }) };
}

function unreachable(ownUrl: string | undefined, why: string): Check {
  if (ownUrl === undefined) {
    return problem(NAME, `Telegram cannot be reached: ${why}.`, "Check that this machine can reach it.");
  }
  // Only the origin: the path of an address that was set by hand may contain anything.
  const place = URL.canParse(ownUrl) ? ` at ${new URL(ownUrl).origin}` : "";
  return problem(
    NAME,
    `The Telegram that ${URL_VARIABLE} names${place} cannot be reached: ${why}.`,
    `Start what is to listen there (the sandbox, say), or correct ${URL_VARIABLE}; without it, Telegram itself is asked.`,
  );
}

function tokenUnknown(env: EnvironmentVariables, named: string | undefined): Check {
  const variable = named ?? "BOT_TOKEN";
  if (hasKeyOf(env, "max") && env[variable]?.trim()) {
    const message = `Not checked: the token in ${variable} is not a Telegram bot's, and is taken for a MAX bot's.`;
    return skipped(
      NAME,
      message,
      named === undefined
        ? "Name the variable of the Telegram bot's token with --token-variable, if there is one."
        : "If it is meant to be a Telegram bot's, copy it again from @BotFather.",
    );
  }
  const message = "Not checked: no variable holds the bot's token.";
  return skipped(NAME, message, `Set one of ${TOKEN_VARIABLES.join(", ")}, or name yours with --token-variable.`);
}

function notTelegrams({ variable }: BotToken, env: EnvironmentVariables, messengers: readonly MessengerId[]): Check {
  const what = `${variable} does not hold a Telegram bot's token, which is digits, a colon and letters`;
  const mayBeMax = messengers.includes("max") || Boolean(env["BOT_TRACKER_SANDBOX"]?.trim());
  return mayBeMax
    ? skipped(
        NAME,
        `Not checked: ${what}.`,
        "Of a MAX bot there is nothing to check here. For one in Telegram, copy it again from @BotFather.",
      )
    : problem(NAME, `${what}.`, "Copy it again from @BotFather.");
}

/** `list` is undefined if the answer is not Telegram's. */
function judge(status: number, list: readonly unknown[] | undefined, variable: string): Check {
  // Telegram answers 404 to what does not even look like a token.
  if (status === 401 || status === 404) {
    return problem(
      NAME,
      `Telegram does not know the token in ${variable} (${status}).`,
      "Copy it again from @BotFather.",
    );
  }
  if (list === undefined) {
    const advice = `Run doctor again later; if ${URL_VARIABLE} is set, check that it is right.`;
    return problem(NAME, `Something answers with HTTP ${status}, but it is not Telegram.`, advice);
  }
  const missing = list.length === 0 ? [] : ["message", "my_chat_member"].filter((kind) => !list.includes(kind));
  if (missing.length === 0) return ok(NAME, "Telegram sends the bot the updates that show starts and blocks.");
  const lost = missing.map((kind) => (kind === "message" ? "starts" : "blocks")).join(" and ");
  return problem(
    NAME,
    `Telegram was told not to send ${missing.join(" and ")}: the bot never learns of ${lost}.`,
    `Add ${missing.join(" and ")} to the bot's allowed_updates and restart it. Telegram keeps the last list it was given.`,
  );
}

/** The list; empty means Telegram's default, which includes both. */
function allowedUpdates(text: string): readonly unknown[] | undefined {
  try {
    const reply: unknown = JSON.parse(text);
    const { ok: isOk, result } = reply as { ok?: unknown; result?: { allowed_updates?: unknown } };
    if (isOk !== true || typeof result !== "object") return undefined;
    return Array.isArray(result.allowed_updates) ? result.allowed_updates : [];
  } catch {
    return undefined;
  }
}
