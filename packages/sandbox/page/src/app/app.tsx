import { LiveProvider } from "../api/live.tsx";
import { MadeUpProvider } from "../api/made-up.tsx";
import { MoneyProvider } from "../api/money.tsx";
import { StatusProvider } from "../api/status.tsx";
import { LanguageProvider, useTexts } from "../i18n/language.tsx";
import { LocationProvider, usePageLocation } from "../location/location.tsx";
import { PageLink } from "../location/page-link.tsx";
import { useMedia } from "../ui/use-media.ts";
import { ViewHead } from "../ui/view-head.tsx";
import { APP_TEXTS } from "./app-texts.ts";
import { PhoneBar } from "./phone-bar.tsx";
import { PhoneHead } from "./phone-head.tsx";
import { SideBar } from "./side-bar.tsx";
import { COMPONENTS, viewOf } from "./views.ts";

/** As in styles/phone.css. */
const NARROW = "(max-width: 52rem)";

export function App() {
  return (
    <LanguageProvider>
      <LocationProvider>
        <LiveProvider>
          <StatusProvider>
            <MadeUpProvider>
              <MoneyProvider>
                <Frame />
              </MoneyProvider>
            </MadeUpProvider>
          </StatusProvider>
        </LiveProvider>
      </LocationProvider>
    </LanguageProvider>
  );
}

function Frame() {
  const texts = useTexts(APP_TEXTS);
  const current = viewOf(usePageLocation().path);
  const View = current && COMPONENTS[current.name];
  const isNarrow = useMedia(NARROW);
  return (
    <>
      <a class="skip-link" href="#content">
        {texts.skip}
      </a>
      <div class="app">
        {isNarrow ? <PhoneHead /> : <SideBar current={current} />}
        <main class="main" id="content" tabIndex={-1}>
          <div class="main-inner">{View === undefined ? <NothingHere /> : <View key={current?.name} />}</div>
        </main>
        {isNarrow && <PhoneBar current={current} />}
      </div>
    </>
  );
}

function NothingHere() {
  const texts = useTexts(APP_TEXTS);
  return (
    <>
      <ViewHead title={texts.nothingHere} />
      <PageLink to="/">{texts.toRequests}</PageLink>
    </>
  );
}
