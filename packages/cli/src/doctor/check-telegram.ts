import type { EnvironmentVariables } from "@bot-tracker/core/outbox-kit";
import { type Check, ok, problem } from "./check.ts";
import { Probe } from "./probe.ts";

/** What Telegram's answer showed. */
export interface TelegramChecks {
  checks: Check[];
  requests: number;
  clockOffsetMs?: number;
}

const TELEGRAM_URL = "https://api.telegram.org";
const TIMEOUT_MS = 10_000;
const NAME = "Telegram updates";

/** Whether Telegram sends the updates that starts and blocks are read from. Asked only where `BOT_TOKEN` is set. */
export async function checkTelegram(env: EnvironmentVariables, nowMs: () => number): Promise<TelegramChecks> {
  const token = env["BOT_TOKEN"]?.trim();
  if (!token) return { checks: [], requests: 0 };
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
      ? problem(NAME, `Telegram cannot be reached: ${reply.description}.`, "See whether this machine reaches it.")
      : judge(reply.status, allowedUpdates(reply.text));
  return { checks: [check], requests: 1, ...(offset !== undefined && { clockOffsetMs: offset }) };
}

/** `list` is undefined for an answer that is none of Telegram's. */
function judge(status: number, list: readonly unknown[] | undefined): Check {
  // Telegram answers a token that has not even the form of one with 404.
  if (status === 401 || status === 404) {
    return problem(
      NAME,
      `Telegram does not know the token in BOT_TOKEN (${status}).`,
      "Copy it again from @BotFather.",
    );
  }
  if (list === undefined) {
    const advice = "Run doctor again later, and see whether TELEGRAM_API_URL is right if it is set.";
    return problem(NAME, `Something answers with HTTP ${status}, but not as Telegram does.`, advice);
  }
  const missing = list.length === 0 ? [] : ["message", "my_chat_member"].filter((kind) => !list.includes(kind));
  if (missing.length === 0) return ok(NAME, "Telegram sends the bot what starts and blocks are read from.");
  const lost = missing.map((kind) => (kind === "message" ? "starts" : "blocks")).join(" and ");
  return problem(
    NAME,
    `Telegram was told not to send ${missing.join(" and ")}: the bot never learns of ${lost}.`,
    `Add ${missing.join(" and ")} to the bot's allowed_updates and start it again. Telegram keeps the last list it was given.`,
  );
}

/** The list; empty stands for Telegram's default, which has both. */
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
