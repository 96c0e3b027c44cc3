/** Every view of the page, as its address and its headings name it. */
export interface View {
  name: string;
  path: string;
  title: { en: string; ru: string };
}

export const VIEWS: readonly View[] = [
  { name: "requests", path: "/", title: { en: "Requests", ru: "Запросы" } },
  { name: "overview", path: "/overview", title: { en: "Overview", ru: "Обзор" } },
  { name: "sources", path: "/sources", title: { en: "Sources", ru: "Источники" } },
  { name: "funnel", path: "/funnel", title: { en: "Funnel", ru: "Воронка" } },
  { name: "people", path: "/people", title: { en: "People", ru: "Люди" } },
  { name: "links", path: "/links", title: { en: "Links", ru: "Ссылки" } },
  { name: "faults", path: "/faults", title: { en: "Faults", ru: "Сбои" } },
];
