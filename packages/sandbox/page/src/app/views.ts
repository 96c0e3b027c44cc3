import type { ComponentType } from "preact";
import { VIEWS, type View, type ViewName } from "#wire/views";
import { ChatView } from "../views/chat/chat-view.tsx";
import { FaultsView } from "../views/faults/faults-view.tsx";
import { FunnelView } from "../views/funnel/funnel-view.tsx";
import { LinksView } from "../views/links/links-view.tsx";
import { OverviewView } from "../views/overview/overview-view.tsx";
import { PeopleView } from "../views/people/people-view.tsx";
import { RequestsView } from "../views/requests/requests-view.tsx";
import { SettingsView } from "../views/settings/settings-view.tsx";
import { SourcesView } from "../views/sources/sources-view.tsx";

/** What draws each view. */
export const COMPONENTS: Readonly<Record<ViewName, ComponentType>> = {
  requests: RequestsView,
  chat: ChatView,
  overview: OverviewView,
  sources: SourcesView,
  funnel: FunnelView,
  people: PeopleView,
  links: LinksView,
  faults: FaultsView,
  settings: SettingsView,
};

/** The view at an address, or at one of those below it. */
export function viewOf(path: string): View | undefined {
  return VIEWS.find(({ path: own, below }) => path === own || (below !== undefined && patternOf(below).test(path)));
}

/** `/people/:user` stands for whatever has one part more than `/people`. */
function patternOf(below: string): RegExp {
  return new RegExp(`^${below.replace(/:\w+/g, "[^/]+")}$`);
}
