import type { ComponentType } from "preact";
import { VIEWS, type View, type ViewName } from "#wire/views";
import { ChatView } from "../views/chat/chat-view.tsx";
import { FaultsView } from "../views/faults/faults-view.tsx";
import { FunnelView } from "../views/funnel/funnel-view.tsx";
import { LinksView } from "../views/links/links-view.tsx";
import { OverviewView } from "../views/overview/overview-view.tsx";
import { PeopleView } from "../views/people/people-view.tsx";
import { RequestsView } from "../views/requests/requests-view.tsx";
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
};

/** The view at an address; what lies below a view belongs to it too. */
export function viewOf(path: string): View | undefined {
  return VIEWS.find((view) => path === view.path || (view.path !== "/" && path.startsWith(`${view.path}/`)));
}
