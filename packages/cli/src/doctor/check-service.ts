import { isSandboxKey } from "@bot-tracker/core/outbox-kit";
import type { BotOutbox } from "../outboxes/bot-outbox.ts";
import { type ConfiguredService, SANDBOX_VARIABLE } from "../services/configured-service.ts";
import { type Check, ok, problem, warning } from "./check.ts";
import { Probe } from "./probe.ts";
import { probeOf } from "./probes/probes.ts";
import type { ServiceProbe, Verdict } from "./probes/service-probe.ts";
import { withinQuota } from "./within-quota.ts";

/** What one request to a service shows. */
export interface ServiceChecks {
  checks: Check[];
  /** 0 or 1, to spare the key's limits. */
  requests: number;
  clockOffsetMs?: number;
}

/** Sends a service one request that changes nothing there, and judges its address and key by the answer. */
export async function checkService(
  configured: ConfiguredService,
  outboxes: readonly BotOutbox[],
  nowMs: () => number,
): Promise<ServiceChecks> {
  const { title } = configured.service;
  const ways = probeOf(configured);
  const missing = ways?.missing?.(configured);
  if (ways === undefined || missing !== undefined)
    return { checks: missing === undefined ? [] : [missing], requests: 0 };
  const asked = await withinQuota(outboxes, configured.quota, async () => {
    const probe = new Probe(nowMs);
    const verdict = await ways.ask(configured, probe);
    return { verdict, result: probe.result };
  });
  if (asked === undefined) {
    const message = `${title} was not checked, because the bot is using all that the key's limits allow.`;
    return { checks: [warning(title, message, "Run doctor again later.")], requests: 0 };
  }
  const { result, verdict } = asked;
  if (result?.kind !== "answered") {
    const why = result?.description ?? "the request could not be sent";
    return {
      checks: [problem(`${title} address`, `${title} cannot be reached: ${why}.`, howToReach(configured))],
      requests: 1,
    };
  }
  const checks =
    verdict === undefined
      ? [unexpectedAnswer(configured, result.status)]
      : [ok(`${title} address`, `${title} answers.`), judgeKey(configured, ways, verdict)];
  return { checks, requests: 1, ...(result.clockOffsetMs !== undefined && { clockOffsetMs: result.clockOffsetMs }) };
}

function howToReach({ urlVariable }: ConfiguredService): string {
  return urlVariable === SANDBOX_VARIABLE
    ? `Start the sandbox, and check that ${SANDBOX_VARIABLE} is its address.`
    : `Check that this machine can reach the internet and, if ${urlVariable} is set, that it is right.`;
}

function judgeKey({ service, settings, keyVariable }: ConfiguredService, probe: ServiceProbe, verdict: Verdict): Check {
  const { title, source, key } = service;
  const name = `${title} key`;
  const copy = `Copy the key from ${source} into ${keyVariable} again. Creating a new key revokes the old one.`;
  if (verdict.kind === "works") {
    const used = settings[key.option] ?? "";
    // No secret, and used where no variable sets one.
    const shown = isSandboxKey(used) ? used : `in ${keyVariable}`;
    return ok(name, `${title} accepts the key ${shown}.${verdict.note ?? ""}`);
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
  if (code !== undefined && code >= 500) {
    return warning(
      name,
      `${title} answers with an error of its own (${code}), so the key could not be checked.`,
      "Run doctor again later. Pending deliveries are kept.",
    );
  }
  return probe.otherRefusal(name, text);
}

function unexpectedAnswer({ service: { title }, urlVariable }: ConfiguredService, status: number): Check {
  const message = `Something answers with HTTP ${status}, but it is not ${title}.`;
  const advice =
    status >= 500
      ? `${title} may be down: run doctor again later. Pending deliveries are kept.`
      : `If ${urlVariable} is set, check that it is right. Check for a proxy in between.`;
  return problem(`${title} address`, message, advice);
}
