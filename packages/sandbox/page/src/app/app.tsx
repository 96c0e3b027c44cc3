import { LiveProvider } from "../api/live.tsx";
import { LanguageProvider, useTexts } from "../i18n/language.tsx";
import { ViewHead } from "../ui/view-head.tsx";
import { APP_TEXTS } from "./app-texts.ts";
import { LocationProvider, usePageLocation } from "./location.tsx";
import { PageLink } from "./page-link.tsx";
import { SideBar } from "./side-bar.tsx";
import { StatusProvider } from "./status.tsx";
import { viewOf } from "./views.ts";

export function App() {
  return (
    <LanguageProvider>
      <LocationProvider>
        <LiveProvider>
          <StatusProvider>
            <Frame />
          </StatusProvider>
        </LiveProvider>
      </LocationProvider>
    </LanguageProvider>
  );
}

function Frame() {
  const texts = useTexts(APP_TEXTS);
  const current = viewOf(usePageLocation().path);
  return (
    <>
      <a class="skip-link" href="#content">
        {texts.skip}
      </a>
      <div class="app">
        <SideBar current={current} />
        <main class="main" id="content" tabIndex={-1}>
          <div class="main-inner">{current === undefined ? <NothingHere /> : <current.View key={current.path} />}</div>
        </main>
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
