import { HowUsedBotClient, HowUsedBotError, TgtrackClient, TgtrackError } from "@bot-tracker/core";
import type { BotOutbox } from "../outboxes/bot-outbox.ts";
import type { HowUsedBotService, Service, TgtrackService } from "../services.ts";
import { type Check, ok, problem, warning } from "./check.ts";
import { Probe } from "./probe.ts";
import { withinQuota } from "./within-quota.ts";

/** What one request to a service showed. */
export interface ServiceChecks {
  checks: Check[];
  /** 0 or 1: never more of a key's limit. */
  requests: number;
  clockOffsetMs?: number;
}

/** How the service took the one request. */
type Verdict = { kind: "works" } | { kind: "bad-key" } | { kind: "refused"; code: number | undefined; text: string };

const TIMEOUT_MS = 10_000;
/** An account of Telegram's own that starts no bot, so that TGTrack knows nobody by this id. */
const NOBODY = "777000";

/** Sends a service one request that changes nothing there, and judges its address and its key by the answer. */
export async function checkService(
  service: Service,
  outboxes: readonly BotOutbox[],
  nowMs: () => number,
): Promise<ServiceChecks> {
  const { title } = service;
  if (service.kind === "howusedbot" && service.botId === undefined) {
    const message = "HowUsedBot was not asked, because the bot's id is not known here.";
    const advice = "Give it with --bot, HOWUSEDBOT_BOT_ID or BOT_TOKEN. The bot itself knows it without.";
    return { checks: [warning(title, message, advice)], requests: 0 };
  }
  const asked = await withinQuota(outboxes, service.quota, async () => {
    const probe = new Probe(nowMs);
    const verdict = await (service.kind === "tgtrack" ? askTgtrack(service, probe) : askHowUsedBot(service, probe));
    return { verdict, result: probe.result };
  });
  if (asked === undefined) {
    const message = `${title} was not asked, because the bot uses up what the key's limits allow.`;
    return { checks: [warning(title, message, "Run doctor again later.")], requests: 0 };
  }
  const { result, verdict } = asked;
  if (result?.kind !== "answered") {
    const why = result?.description ?? "the request could not be sent";
    const advice = `See whether this machine reaches the internet, and whether ${service.urlVariable} is right if it is set.`;
    return { checks: [problem(`${title} address`, `${title} cannot be reached: ${why}.`, advice)], requests: 1 };
  }
  const checks =
    verdict === undefined
      ? [strangeAnswer(service, result.status)]
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
    // It looked for the person, and so knows the key.
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
  const copy = `Copy the key again from ${source} to ${keyVariable}. A key made later ends the one before.`;
  if (verdict.kind === "works") {
    // The one key that is no secret, and the one that is used where no variable holds any.
    const isSandboxKey = (kind === "tgtrack" ? service.apiKey : service.apiToken) === "sandbox";
    return ok(name, `${title} accepts the key ${isSandboxKey ? "sandbox" : `in ${keyVariable}`}.`);
  }
  if (verdict.kind === "bad-key") return problem(name, `${title} says that the key is not valid.`, copy);
  const { code, text } = verdict;
  switch (code) {
    case 401:
      return problem(name, `${title} does not know the key (401).`, copy);
    case 402:
      return problem(name, `The key has expired (402).`, `Renew it at ${source}. What waits is kept until then.`);
    case 403:
      return problem(name, `The key lacks the right to this (403).`, `See at ${source} what the key may do.`);
    case 429:
    case 452:
      return warning(
        name,
        `${title} says that the key's limit is used up (${code}), so that the key was not checked.`,
        "Run doctor again later. If no bot of yours is at its limit, something else uses the same key.",
      );
  }
  if (kind === "tgtrack") {
    return warning(name, text, `Whether the key is right cannot be told from this. Look at the service's own pages.`);
  }
  return problem(name, text, "Give the api token (not the view token) and the id of the same bot.");
}

function strangeAnswer({ title, urlVariable }: Service, status: number): Check {
  const message = `Something answers with HTTP ${status}, but not as ${title} does.`;
  const advice =
    status >= 500
      ? `${title} may be down: run doctor again later. What waits is kept.`
      : `See whether ${urlVariable} is right if it is set, and whether a proxy stands in between.`;
  return problem(`${title} address`, message, advice);
}
