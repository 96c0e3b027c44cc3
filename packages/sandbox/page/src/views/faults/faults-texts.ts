import type { Translations } from "../../i18n/language.tsx";

const en = {
  title: "Faults",
};

const ru: typeof en = {
  title: "Сбои",
};

export const FAULTS_TEXTS: Translations<typeof en> = { en, ru };
