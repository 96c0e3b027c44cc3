import type { Gauge } from "#wire/requests";
import { useFormats } from "../../i18n/formats.ts";
import { useTexts } from "../../i18n/language.tsx";
import { REQUESTS_TEXTS } from "./requests-texts.ts";

const NEARLY_FULL = 0.8;
const NAMED = new Map([
  [1_000, "second"],
  [3_600_000, "hour"],
  [86_400_000, "day"],
] as const);
/** Of a shorter window one cannot read when it ends before it has ended. */
const MIN_TOLD_MS = 10_000;

interface GaugeMeterProps {
  window: Gauge["windows"][number];
  mode: Gauge["mode"];
  nowMs: number;
}

/** One window of a key's limits: used, of how many, and when it resets. */
export function GaugeMeter({ window: { limit, perMs, used, endsAtMs }, mode, nowMs }: GaugeMeterProps) {
  const texts = useTexts(REQUESTS_TEXTS);
  const formats = useFormats();
  const named = NAMED.get(perMs as 1_000);
  const title =
    named === undefined
      ? texts.perMs(formats.number(perMs / 1_000))
      : mode === "sliding"
        ? texts.perSliding[named]
        : texts.per[named];
  const share = limit === 0 ? 1 : Math.min(1, used / limit);
  const tone = share >= 1 ? "bad" : share >= NEARLY_FULL ? "warn" : "";
  const count = texts.used(formats.number(used), formats.number(limit));
  const when = formats.ago(endsAtMs, Math.min(nowMs, endsAtMs));
  const end = mode === "sliding" ? texts.frees(when) : texts.startsAnew(when);
  const state = tone === "bad" ? texts.full : tone === "warn" ? texts.nearlyFull : "";
  return (
    <div class={`gauge-window ${tone}`}>
      <div class="gauge-figures">
        <span class="gauge-title">{title}</span>
        <span class="gauge-count">{count}</span>
      </div>
      {/* Browsers draw a meter each in its own way; this one is for screen readers. */}
      <meter
        class="visually-hidden"
        aria-label={title}
        min={0}
        max={limit}
        value={used}
        aria-valuetext={state === "" ? count : `${count}, ${state}`}
      />
      <div class="gauge-bar" aria-hidden="true">
        <span style={{ width: `${share * 100}%` }} />
      </div>
      <p class="gauge-end">
        {state !== "" && <strong>{state}</strong>}
        {perMs >= MIN_TOLD_MS && used > 0 && <span>{end}</span>}
      </p>
    </div>
  );
}
