import { useLive } from "../api/live.tsx";
import { useLanguage, useTexts } from "../i18n/language.tsx";
import { Icon } from "../ui/icon.tsx";
import { Segmented } from "../ui/segmented.tsx";
import { APP_TEXTS } from "./app-texts.ts";
import { BotPicker } from "./bot-picker.tsx";
import { PageLink } from "./page-link.tsx";
import { useStatus } from "./status.tsx";
import { useTheme } from "./theme.ts";
import { VIEWS, type ViewEntry } from "./views.ts";

/** Where one can go, and what holds for all views: the bot, the language, the colours. */
export function SideBar({ current }: { current: ViewEntry | undefined }) {
  const texts = useTexts(APP_TEXTS);
  const { language, choose } = useLanguage();
  const { theme, choose: chooseTheme } = useTheme();
  const { connected } = useLive();
  const faults = useStatus().reply?.faults ?? 0;
  return (
    <div class="side">
      <div class="brand">
        <img src="/page/icon.svg" alt="" />
        <span>
          Bot Tracker <small>{texts.subtitle}</small>
        </span>
      </div>
      <nav class="nav" aria-label={texts.views}>
        <ul>
          {VIEWS.map((view) => (
            <li key={view.path}>
              <PageLink to={view.path} {...(view === current && { "aria-current": "page" as const })}>
                <Icon name={view.icon} />
                {view.texts[language].title}
                {view.path === "/faults" && faults > 0 && <span class="count">{faults}</span>}
              </PageLink>
            </li>
          ))}
        </ul>
      </nav>
      <div class="side-foot">
        <BotPicker />
        <div class="row">
          <Segmented
            label={texts.language}
            value={language}
            options={[
              { value: "en", text: "EN" },
              { value: "ru", text: "RU" },
            ]}
            onChange={choose}
          />
          <button
            type="button"
            class="button quiet"
            aria-label={theme === "dark" ? texts.toLight : texts.toDark}
            onClick={() => chooseTheme(theme === "dark" ? "light" : "dark")}
          >
            <Icon name={theme === "dark" ? "sun" : "moon"} />
          </button>
        </div>
        <p class={connected ? "badge good" : "badge bad"} role="status">
          {connected ? texts.live : texts.notLive}
        </p>
      </div>
    </div>
  );
}
