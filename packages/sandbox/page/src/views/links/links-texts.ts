import type { Translations } from "../../i18n/language.tsx";

const en = {
  title: "Links",
};

const ru: typeof en = {
  title: "Ссылки",
};

export const LINKS_TEXTS: Translations<typeof en> = { en, ru };
