import type { Translations } from "../../i18n/language.tsx";

const en = {
  title: "Overview",
};

const ru: typeof en = {
  title: "Обзор",
};

export const OVERVIEW_TEXTS: Translations<typeof en> = { en, ru };
