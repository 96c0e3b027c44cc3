import { useStatus } from "../../api/status.tsx";
import { useTexts } from "../../i18n/language.tsx";
import { PageLink } from "../../location/page-link.tsx";
import { StartHere } from "../../ui/start-here.tsx";
import type { PeriodState } from "../../ui/use-period.ts";
import { SOURCES_TEXTS } from "./sources-texts.ts";

/** Nobody came in the period, or nothing was ever reported. */
export function NoSources({ period }: { period: PeriodState }) {
  const texts = useTexts(SOURCES_TEXTS);
  const { reply } = useStatus();
  if (reply?.requests === 0 && reply.madeUp === null) return <StartHere />;
  return (
    <section class="card empty">
      <h2>{texts.nothing}</h2>
      <p>{texts.nothingNext}</p>
      <div class="row">
        {period.choice !== "30d" && (
          <button type="button" class="button" onClick={() => period.choose("30d")}>
            {texts.longer}
          </button>
        )}
        <PageLink to="/links" class="button">
          {texts.makeLink}
        </PageLink>
      </div>
    </section>
  );
}
