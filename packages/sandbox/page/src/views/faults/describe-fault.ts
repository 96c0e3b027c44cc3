import type { Delay, FaultEffect } from "#wire/fault";
import type { Formats } from "../../i18n/formats.ts";
import type { FaultsTexts } from "./faults-texts.ts";

/** What a fault does, in a few words. */
export function describeFault(effect: FaultEffect, texts: FaultsTexts, formats: Formats): string {
  const { effects } = texts;
  switch (effect.kind) {
    case "error":
      return effect.retryAfterSeconds === undefined
        ? effects.error(effect.code)
        : `${effects.error(effect.code)}, ${effects.retryAfter(effect.retryAfterSeconds)}`;
    case "ok-with-error":
      return effects.okWithError(effect.code);
    case "non-json":
      return effects.nonJson(effect.status ?? 200);
    case "reset":
      return effects.reset;
    case "hang":
      return effects.hang;
    case "latency": {
      const parts = [
        effect.requestMs === undefined ? "" : effects.requestLate(describeDelay(effect.requestMs, texts, formats)),
        effect.replyMs === undefined ? "" : effects.replyLate(describeDelay(effect.replyMs, texts, formats)),
      ].filter((part) => part !== "");
      return parts.length === 0 ? effects.noDelay : parts.join(", ");
    }
    case "cut":
      return effects.cut;
    case "slow-body":
      return effects.slowBody(describeDelay(effect.spreadMs, texts, formats));
  }
}

function describeDelay(delay: Delay, texts: FaultsTexts, formats: Formats): string {
  const seconds = (ms: number) => formats.decimal(ms / 1_000);
  if (typeof delay === "number") return texts.seconds(seconds(delay));
  return texts.seconds(
    delay.minMs === delay.maxMs ? seconds(delay.minMs) : `${seconds(delay.minMs)}–${seconds(delay.maxMs)}`,
  );
}
