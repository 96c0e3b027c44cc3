import { useSandboxNow } from "../../api/use-sandbox-now.ts";
import { useFormats } from "../../i18n/formats.ts";
import { useTexts } from "../../i18n/language.tsx";
import { SETTINGS_TEXTS } from "./settings-texts.ts";

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
const DAY_MS = 24 * HOUR_MS;

/** Moves the sandbox's clock forward. */
export function ClockCard({ aheadMs, onAdvance }: { aheadMs: number; onAdvance(byMs: number): void }) {
  const texts = useTexts(SETTINGS_TEXTS);
  const formats = useFormats();
  const nowMs = useSandboxNow();
  const days = Math.floor(aheadMs / DAY_MS);
  const hours = Math.floor((aheadMs % DAY_MS) / HOUR_MS);
  const minutes = Math.floor((aheadMs % HOUR_MS) / MINUTE_MS);
  const ahead = [
    days > 0 ? texts.days(days) : "",
    hours > 0 ? texts.hours(hours) : "",
    minutes > 0 ? texts.minutes(minutes) : "",
  ].filter((part) => part !== "");
  const steps = [
    { byMs: HOUR_MS, text: texts.hour },
    { byMs: DAY_MS, text: texts.day },
    { byMs: 21 * DAY_MS, text: texts.goalWindow },
  ];
  return (
    <section class="card settings" aria-label={texts.clock}>
      <h2>{texts.clock}</h2>
      <div class="setting">
        <div>
          <p class="clock-now">
            {texts.clockNow} <strong>{formats.date(nowMs)}</strong>, <strong>{formats.time(nowMs)}</strong>
            <span class="muted">, {ahead.length === 0 ? texts.notAhead : texts.ahead(ahead.join(" "))}</span>
          </p>
          <p class="hint muted">{texts.clockHint}</p>
        </div>
        <div class="row">
          {steps.map(({ byMs, text }) => (
            <button key={byMs} type="button" class="button" onClick={() => onAdvance(byMs)}>
              {text}
            </button>
          ))}
        </div>
      </div>
    </section>
  );
}
