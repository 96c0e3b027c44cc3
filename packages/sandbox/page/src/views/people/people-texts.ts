import type { Translations } from "../../i18n/language.tsx";

const en = {
  title: "People",
};

const ru: typeof en = {
  title: "Люди",
};

export const PEOPLE_TEXTS: Translations<typeof en> = { en, ru };
