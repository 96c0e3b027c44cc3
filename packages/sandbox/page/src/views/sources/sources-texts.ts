import type { Translations } from "../../i18n/language.tsx";

const en = {
  title: "Sources",
};

const ru: typeof en = {
  title: "Источники",
};

export const SOURCES_TEXTS: Translations<typeof en> = { en, ru };
