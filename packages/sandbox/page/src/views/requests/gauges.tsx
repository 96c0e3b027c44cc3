import { useEffect, useState } from "preact/hooks";
import type { GaugesReply } from "#wire/requests";
import { pathWith } from "../../api/fetch-json.ts";
import { useReply } from "../../api/use-reply.ts";
import { useSandboxNow } from "../../api/use-sandbox-now.ts";
import { useTexts } from "../../i18n/language.tsx";
import { ServiceMark } from "../../ui/service-mark.tsx";
import { GaugeMeter } from "./gauge-meter.tsx";
import { fullestFirst, nextEndMs } from "./gauge-order.ts";
import "./gauges.css";
import { REQUESTS_TEXTS } from "./requests-texts.ts";

/** More keys than this are shown on request; then only the one nearest to its limits is. */
const MAX_SHOWN = 2;
const MIN_PAUSE_MS = 400;

/** How full the limits of each key are. Not there until a service with limits has been sent something. */
export function Gauges({ keyId }: { keyId: string }) {
  const texts = useTexts(REQUESTS_TEXTS);
  const { reply, reload } = useReply<GaugesReply>(pathWith("/api/page/gauges", { key: keyId }));
  const [showsAll, setShowsAll] = useState(false);
  const nowMs = useSandboxNow();
  const endsInMs = nextEndMs(reply?.gauges ?? []) - nowMs;
  useEffect(() => {
    if (endsInMs === Number.POSITIVE_INFINITY || endsInMs > 60_000) return;
    const timer = setTimeout(reload, Math.max(MIN_PAUSE_MS, endsInMs));
    return () => clearTimeout(timer);
  }, [reply, endsInMs > 60_000, reload]);

  const gauges = fullestFirst(reply?.gauges ?? []);
  if (gauges.length === 0) return null;
  const isCompact = gauges.length > MAX_SHOWN;
  const shown = isCompact && !showsAll ? gauges.slice(0, 1) : gauges;
  return (
    <section class="card gauges" aria-label={texts.limitsHint}>
      <h2 class="visually-hidden">{texts.limits}</h2>
      <ul>
        {shown.map((gauge) => (
          <li key={`${gauge.service} ${gauge.key.id}`} class="gauge">
            <div class="gauge-of">
              <ServiceMark service={gauge.service} />
              <code class="muted">{gauge.key.label}</code>
            </div>
            {gauge.windows.map((window) => (
              <GaugeMeter key={window.perMs} window={window} mode={gauge.mode} nowMs={nowMs} />
            ))}
          </li>
        ))}
      </ul>
      {isCompact && (
        <button type="button" class="button quiet" aria-expanded={showsAll} onClick={() => setShowsAll(!showsAll)}>
          {showsAll ? texts.fewerKeys : texts.allKeys(gauges.length)}
        </button>
      )}
    </section>
  );
}
