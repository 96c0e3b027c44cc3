import { useLayoutEffect, useRef } from "preact/hooks";
import { VIEWS, type View, type ViewName } from "#wire/views";
import { useStatus } from "../api/status.tsx";
import { useTexts } from "../i18n/language.tsx";
import { Icon } from "../ui/icon.tsx";
import { APP_TEXTS } from "./app-texts.ts";
import { NavLink } from "./nav-link.tsx";
import { SideFoot } from "./side-foot.tsx";

const IN_BAR: ReadonlySet<ViewName> = new Set(["requests", "chat", "overview", "sources"] as const);
const MORE_ID = "more-views";

/** The views within reach of a thumb; those used less often, the language and the colours are behind "More". */
export function PhoneBar({ current }: { current: View | undefined }) {
  const texts = useTexts(APP_TEXTS);
  const faults = useStatus().reply?.faults ?? 0;
  const more = useRef<HTMLDivElement>(null);
  // Together with the new view: one frame later, a quick thumb would still hit what lies over it.
  useLayoutEffect(() => {
    if (more.current?.matches(":popover-open")) more.current.hidePopover();
  }, [current]);
  const rest = VIEWS.filter(({ name }) => !IN_BAR.has(name));
  return (
    <nav class="nav phone-bar" aria-label={texts.views}>
      <ul>
        {VIEWS.filter(({ name }) => IN_BAR.has(name)).map((view) => (
          <li key={view.path}>
            <NavLink view={view} isCurrent={view === current} />
          </li>
        ))}
        <li>
          <button type="button" popovertarget={MORE_ID} class={current && rest.includes(current) ? "current" : ""}>
            <Icon name="more" />
            <span>{texts.more}</span>
            {faults > 0 && (
              <span class="count">
                {faults}
                <span class="visually-hidden"> {texts.faultsOn}</span>
              </span>
            )}
          </button>
        </li>
      </ul>
      <div id={MORE_ID} ref={more} popover="auto" class="more-views">
        <ul>
          {rest.map((view) => (
            <li key={view.path}>
              <NavLink view={view} isCurrent={view === current} />
            </li>
          ))}
        </ul>
        <SideFoot />
      </div>
    </nav>
  );
}
