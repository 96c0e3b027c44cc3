import { HowUsedBotClient, HowUsedBotError, TgtrackClient, TgtrackError } from "@bot-tracker/core";
import type { BotOutbox } from "../outboxes/bot-outbox.ts";
import type { HowUsedBotService, Service, TgtrackService } from "../services.ts";
import { type Check, ok, problem, warning } from "./check.ts";
import { Probe } from "./probe.ts";
import { withinQuota } from "./within-quota.ts";

/** What one request to a service shows. */
export interface ServiceChecks {
  checks: Check[];
  /** 0 or 1, to spare the key's limits. */
  requests: number;
  clockOffsetMs?: number;
}

/** How the service answered that request. */
type Verdict = { kind: "works" } | { kind: "bad-key" } | { kind: "refused"; code: number | undefined; text: string };

const TIMEOUT_MS = 10_000;
/** A service account of Telegram's that never starts a bot, so TGTrack knows nobody by this id. */
const NOBODY = "777000";

/** Sends a service one request that changes nothing there, and judges its address and key by the answer. */
export async function checkService(
  service: Service,
  outboxes: readonly BotOutbox[],
  nowMs: () => number,
): Promise<ServiceChecks> {
  const { title } = service;
  if (service.kind === "howusedbot" && service.botId === undefined) {
    const message = "HowUsedBot was not checked, because the bot's id is not known here.";
    const advice = "Set it with --bot, HOWUSEDBOT_BOT_ID or BOT_TOKEN. The running bot knows its own id.";
    return { checks: [warning(title, message, advice)], requests: 0 };
  }
  const asked = await withinQuota(outboxes, service.quota, async () => {
    const probe = new Probe(nowMs);
    const verdict = await (service.kind === "tgtrack" ? askTgtrack(service, probe) : askHowUsedBot(service, probe));
    return { verdict, result: probe.result };
  });
  if (asked === undefined) {
    const message = `${title} was not checked, because the bot is using all that the key's limits allow.`;
    return { checks: [warning(title, message, "Run doctor again later.")], requests: 0 };
  }
  const { result, verdict } = asked;
  if (result?.kind !== "answered") {
    const why = result?.description ?? "the request could not be sent";
    const advice = `Check that this machine can reach the internet and, if ${service.urlVariable} is set, that it is right.`;
    return { checks: [problem(`${title} address`, `${title} cannot be reached: ${why}.`, advice)], requests: 1 };
  }
  const checks =
    verdict === undefined
      ? [unexpectedAnswer(service, result.status)]
      : [ok(`${title} address`, `${title} answers.`), judgeKey(service, verdict)];
  return { checks, requests: 1, ...(result.clockOffsetMs !== undefined && { clockOffsetMs: result.clockOffsetMs }) };
}

async function askTgtrack({ apiKey, platform, url }: TgtrackService, transport: Probe): Promise<Verdict | undefined> {
  const client = new TgtrackClient({ apiKey, platform, url, transport, timeoutMs: TIMEOUT_MS });
  try {
    if (platform === "telegram") await client.getUserInfo({ userId: NOBODY });
    else if ((await client.getTokenInfo()).isValid === false) return { kind: "bad-key" };
    return { kind: "works" };
  } catch (error) {
    if (!(error instanceof TgtrackError)) return undefined;
    // It looked for the person, so it accepted the key.
    if (error.errorCode === 405) return { kind: "works" };
    return { kind: "refused", code: error.errorCode, text: error.message };
  }
}

async function askHowUsedBot(
  { apiToken, botId = "", url }: HowUsedBotService,
  transport: Probe,
): Promise<Verdict | undefined> {
  try {
    const client = new HowUsedBotClient({ apiToken, botId, url, transport, timeoutMs: TIMEOUT_MS });
    await client.getOnline();
    return { kind: "works" };
  } catch (error) {
    return error instanceof HowUsedBotError
      ? { kind: "refused", code: error.errorCode, text: error.message }
      : undefined;
  }
}

function judgeKey(service: Service, verdict: Verdict): Check {
  const { title, keyVariable, kind } = service;
  const name = `${title} key`;
  const source = kind === "tgtrack" ? "@tgTrack_bot" : "@HowUsedBot";
  const copy = `Copy the key from ${source} into ${keyVariable} again. Creating a new key revokes the old one.`;
  if (verdict.kind === "works") {
    // The one key that is not a secret, used where no variable sets one.
    const isSandboxKey = (kind === "tgtrack" ? service.apiKey : service.apiToken) === "sandbox";
    return ok(name, `${title} accepts the key ${isSandboxKey ? "sandbox" : `in ${keyVariable}`}.`);
  }
  if (verdict.kind === "bad-key") return problem(name, `${title} says the key is not valid.`, copy);
  const { code, text } = verdict;
  switch (code) {
    case 401:
      return problem(name, `${title} does not know the key (401).`, copy);
    case 402:
      return problem(
        name,
        `The key has expired (402).`,
        `Renew it at ${source}. Pending deliveries are kept until then.`,
      );
    case 403:
      return problem(name, `The key has no permission for this (403).`, `Check at ${source} what the key may do.`);
    case 429:
    case 452:
      return warning(
        name,
        `${title} says the key's limit is used up (${code}), so the key could not be checked.`,
        "Run doctor again later. If none of your bots is at its limit, something else is using the same key.",
      );
  }
  if (kind === "tgtrack") {
    return warning(name, text, "This does not tell whether the key is right. Check the service's own pages.");
  }
  return problem(name, text, "Use the API token (not the view token) and the id of the same bot.");
}

function unexpectedAnswer({ title, urlVariable }: Service, status: number): Check {
  const message = `Something answers with HTTP ${status}, but it is not ${title}.`;
  const advice =
    status >= 500
      ? `${title} may be down: run doctor again later. Pending deliveries are kept.`
      : `If ${urlVariable} is set, check that it is right. Check for a proxy in between.`;
  return problem(`${title} address`, message, advice);
}
