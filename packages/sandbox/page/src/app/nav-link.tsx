import type { View } from "#wire/views";
import { useStatus } from "../api/status.tsx";
import { useLanguage, useTexts } from "../i18n/language.tsx";
import { PageLink } from "../location/page-link.tsx";
import { Icon } from "../ui/icon.tsx";
import { APP_TEXTS } from "./app-texts.ts";

/** The link to a view, with the number of faults switched on beside Faults. */
export function NavLink({ view, isCurrent }: { view: View; isCurrent: boolean }) {
  const texts = useTexts(APP_TEXTS);
  const { language } = useLanguage();
  const faults = useStatus().reply?.faults ?? 0;
  return (
    <PageLink to={view.path} {...(isCurrent && { "aria-current": "page" as const })}>
      <Icon name={view.name} />
      <span>{view.title[language]}</span>
      {view.name === "faults" && faults > 0 && (
        <span class="count">
          {faults}
          <span class="visually-hidden"> {texts.faultsOn}</span>
        </span>
      )}
    </PageLink>
  );
}
