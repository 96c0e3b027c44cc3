import type { FaultRow } from "#wire/faults";
import { useSandboxNow } from "../../api/use-sandbox-now.ts";
import { useFormats } from "../../i18n/formats.ts";
import { useTexts } from "../../i18n/language.tsx";
import { ServiceMark } from "../../ui/service-mark.tsx";
import { describeFault } from "./describe-fault.ts";
import { FAULTS_TEXTS } from "./faults-texts.ts";
import type { Faults } from "./use-faults.ts";

/** The faults that are on, what they have hit, and how long they go on. */
export function ActiveFaults({ faults, active }: { faults: Faults; active: readonly FaultRow[] }) {
  const texts = useTexts(FAULTS_TEXTS);
  const formats = useFormats();
  const nowMs = useSandboxNow();
  return (
    <section class="card" aria-label={texts.active}>
      <div class="card-head">
        <h2>{texts.active}</h2>
        {active.length > 1 && (
          <button type="button" class="button" onClick={faults.switchAllOff}>
            {texts.allOff}
          </button>
        )}
      </div>
      {active.length === 0 ? (
        <p class="muted">{texts.noneActive}</p>
      ) : (
        <ul class="active-faults">
          {active.map(({ id, effect, match, times, share, untilMs, hits }) => {
            const what = describeFault(effect, texts, formats);
            const where = [match.method, match.key && texts.withKey(match.key.label)].filter(Boolean).join(", ");
            const extent = [
              share !== null && share < 1 ? texts.shareOf(formats.percent(share)) : "",
              times === null
                ? texts.hits(hits, formats.number(hits))
                : texts.ofTimes(formats.number(hits), formats.number(times)),
              untilMs === null
                ? times === null
                  ? texts.untilOff
                  : ""
                : texts.ends(formats.ago(untilMs, Math.min(nowMs, untilMs))),
            ].filter((part) => part !== "");
            return (
              <li key={id}>
                <div class="fault-what">
                  <strong>{what}</strong>
                  {"recorded" in effect && <span class="muted">{effect.recorded ? texts.done : texts.lost}</span>}
                </div>
                <div class="fault-where">
                  {match.service === undefined ? texts.allServices : <ServiceMark service={match.service} />}
                  {where !== "" && <code>{where}</code>}
                </div>
                <p class="fault-extent muted">{extent.join(" · ")}</p>
                <button
                  type="button"
                  class="button"
                  aria-label={texts.offLabel(what)}
                  onClick={() => faults.switchOff([id])}
                >
                  {texts.off}
                </button>
              </li>
            );
          })}
        </ul>
      )}
    </section>
  );
}
