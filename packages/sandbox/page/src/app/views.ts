import type { ComponentType } from "preact";
import type { Translations } from "../i18n/language.tsx";
import type { IconName } from "../ui/icon.tsx";
import { FAULTS_TEXTS } from "../views/faults/faults-texts.ts";
import { FaultsView } from "../views/faults/faults-view.tsx";
import { FUNNEL_TEXTS } from "../views/funnel/funnel-texts.ts";
import { FunnelView } from "../views/funnel/funnel-view.tsx";
import { LINKS_TEXTS } from "../views/links/links-texts.ts";
import { LinksView } from "../views/links/links-view.tsx";
import { OVERVIEW_TEXTS } from "../views/overview/overview-texts.ts";
import { OverviewView } from "../views/overview/overview-view.tsx";
import { PEOPLE_TEXTS } from "../views/people/people-texts.ts";
import { PeopleView } from "../views/people/people-view.tsx";
import { REQUESTS_TEXTS } from "../views/requests/requests-texts.ts";
import { RequestsView } from "../views/requests/requests-view.tsx";
import { SOURCES_TEXTS } from "../views/sources/sources-texts.ts";
import { SourcesView } from "../views/sources/sources-view.tsx";

export interface ViewEntry {
  /** Its address; what lies below belongs to it too. The server serves the page at each of these (`page-assets.ts`). */
  path: string;
  icon: IconName;
  texts: Translations<{ title: string }>;
  View: ComponentType;
}

export const VIEWS: readonly ViewEntry[] = [
  { path: "/", icon: "requests", texts: REQUESTS_TEXTS, View: RequestsView },
  { path: "/overview", icon: "overview", texts: OVERVIEW_TEXTS, View: OverviewView },
  { path: "/sources", icon: "sources", texts: SOURCES_TEXTS, View: SourcesView },
  { path: "/funnel", icon: "funnel", texts: FUNNEL_TEXTS, View: FunnelView },
  { path: "/people", icon: "people", texts: PEOPLE_TEXTS, View: PeopleView },
  { path: "/links", icon: "links", texts: LINKS_TEXTS, View: LinksView },
  { path: "/faults", icon: "faults", texts: FAULTS_TEXTS, View: FaultsView },
];

export function viewOf(path: string): ViewEntry | undefined {
  return VIEWS.find((view) => path === view.path || (view.path !== "/" && path.startsWith(`${view.path}/`)));
}
