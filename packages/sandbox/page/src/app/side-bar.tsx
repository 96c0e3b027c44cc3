import { VIEWS, type View } from "#wire/views";
import { useTexts } from "../i18n/language.tsx";
import { APP_TEXTS } from "./app-texts.ts";
import { BotPicker } from "./bot-picker.tsx";
import { Brand } from "./brand.tsx";
import { LiveBadge } from "./live-badge.tsx";
import { NavLink } from "./nav-link.tsx";
import { SideFoot } from "./side-foot.tsx";

/** Where one can go, and what holds for all views: the bot, the language, the colours. */
export function SideBar({ current }: { current: View | undefined }) {
  const texts = useTexts(APP_TEXTS);
  return (
    <header class="side">
      <Brand />
      <BotPicker />
      <nav class="nav" aria-label={texts.views}>
        <ul>
          {VIEWS.map((view) => (
            <li key={view.path}>
              <NavLink view={view} isCurrent={view === current} />
            </li>
          ))}
        </ul>
      </nav>
      <div class="side-foot">
        <SideFoot>
          <LiveBadge />
        </SideFoot>
      </div>
    </header>
  );
}
