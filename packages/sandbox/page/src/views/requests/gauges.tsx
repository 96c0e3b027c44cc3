import { useEffect } from "preact/hooks";
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

/** More keys than this are shown in a line each, so that all of them are in sight. */
const MAX_ROOMY = 2;
/** More than these scroll within their card. */
const MAX_IN_SIGHT = 8;
const MIN_PAUSE_MS = 400;

/** How full the limits of each key are. Not there until a service with limits has been sent something. */
export function Gauges({ keyId }: { keyId: string }) {
  const texts = useTexts(REQUESTS_TEXTS);
  const { reply, reload } = useReply<GaugesReply>(pathWith("/api/page/gauges", { key: keyId }));
  const nowMs = useSandboxNow();
  const endsInMs = nextEndMs(reply?.gauges ?? []) - nowMs;
  useEffect(() => {
    if (endsInMs === Number.POSITIVE_INFINITY || endsInMs > 60_000) return;
    const timer = setTimeout(reload, Math.max(MIN_PAUSE_MS, endsInMs));
    return () => clearTimeout(timer);
  }, [reply, endsInMs > 60_000, reload]);

  const gauges = fullestFirst(reply?.gauges ?? []);
  if (gauges.length === 0) return null;
  const isCompact = gauges.length > MAX_ROOMY;
  return (
    <section class={isCompact ? "card gauges compact" : "card gauges"} aria-label={texts.limitsHint}>
      <h2 class="visually-hidden">{texts.limits}</h2>
      <ul tabIndex={gauges.length > MAX_IN_SIGHT ? 0 : undefined}>
        {gauges.map((gauge) => (
          <li key={`${gauge.service} ${gauge.key.id}`} class="gauge">
            <div class="gauge-of">
              <ServiceMark service={gauge.service} />
              <span class="muted gauge-key" title={gauge.key.label}>
                {gauge.key.name ?? gauge.key.label}
              </span>
            </div>
            {gauge.windows.map((window) => (
              <GaugeMeter key={window.perMs} window={window} mode={gauge.mode} nowMs={nowMs} />
            ))}
          </li>
        ))}
      </ul>
    </section>
  );
}
