import type { Translations } from "../../i18n/language.tsx";

const en = {
  title: "Funnel",
};

const ru: typeof en = {
  title: "Воронка",
};

export const FUNNEL_TEXTS: Translations<typeof en> = { en, ru };
