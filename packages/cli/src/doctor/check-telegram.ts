import type { MessengerId } from "@bot-tracker/core";
import { TOKEN_VARIABLES } from "../bot-token.ts";
import type { Settings } from "../settings.ts";
import { type Check, ok, problem, skipped } from "./check.ts";
import { Probe } from "./probe.ts";

/** What Telegram's answer shows. */
export interface TelegramChecks {
  checks: Check[];
  requests: number;
  clockOffsetMs?: number;
}

const TELEGRAM_URL = "https://api.telegram.org";
const TIMEOUT_MS = 10_000;
const NAME = "Telegram updates";

/**
 * Whether Telegram sends the updates that show starts and blocks. Only checked if the bot's token is known. Of MAX bots
 * there is nothing to see: they get all updates unless their code says otherwise, and MAX keeps no list.
 */
export async function checkTelegram(
  { env, token: found }: Pick<Settings, "env" | "token">,
  messengers: readonly MessengerId[],
  nowMs: () => number,
): Promise<TelegramChecks> {
  if (found === undefined && !messengers.includes("telegram")) return { checks: [], requests: 0 };
  if (found === undefined) {
    const message = "Not checked: no variable holds the bot's token.";
    const advice = `Set one of ${TOKEN_VARIABLES.join(", ")}, or name yours with --token-variable.`;
    return { checks: [skipped(NAME, message, advice)], requests: 0 };
  }
  const { token, variable } = found;
  const base = (env["TELEGRAM_API_URL"]?.trim() || TELEGRAM_URL).replace(/\/+$/, "");
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
      ? problem(NAME, `Telegram cannot be reached: ${reply.description}.`, "Check that this machine can reach it.")
      : judge(reply.status, allowedUpdates(reply.text), variable);
  return { checks: [check], requests: 1, ...(offset !== undefined && { clockOffsetMs: offset }) };
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
    const advice = "Run doctor again later; if TELEGRAM_API_URL is set, check that it is right.";
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
