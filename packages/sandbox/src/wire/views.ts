/** The only list of the page's views. The server, the navigation and the tests take them from here, in this order. */
const LIST = [
  { name: "requests", path: "/", title: { en: "Requests", ru: "Запросы" } },
  { name: "chat", path: "/chat", title: { en: "Chat", ru: "Чат" } },
  { name: "overview", path: "/overview", title: { en: "Overview", ru: "Обзор" } },
  { name: "sources", path: "/sources", below: "/sources/costs", title: { en: "Sources", ru: "Источники" } },
  { name: "funnel", path: "/funnel", title: { en: "Funnel", ru: "Воронка" } },
  { name: "people", path: "/people", below: "/people/:user", title: { en: "People", ru: "Люди" } },
  { name: "links", path: "/links", title: { en: "Links", ru: "Ссылки" } },
  { name: "faults", path: "/faults", title: { en: "Faults", ru: "Сбои" } },
  { name: "settings", path: "/settings", title: { en: "Settings", ru: "Настройки" } },
] as const;

export type ViewName = (typeof LIST)[number]["name"];

/** A view of the page. */
export interface View {
  readonly name: ViewName;
  readonly path: string;
  /** The addresses below it at which the page answers too. */
  readonly below?: string;
  /** In the navigation, and at the head of the view. */
  readonly title: { readonly en: string; readonly ru: string };
}

export const VIEWS: readonly View[] = LIST;
