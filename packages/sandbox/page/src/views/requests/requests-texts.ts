import type { Translations } from "../../i18n/language.tsx";

const en = {
  title: "Requests",
};

const ru: typeof en = {
  title: "Запросы",
};

export const REQUESTS_TEXTS: Translations<typeof en> = { en, ru };
