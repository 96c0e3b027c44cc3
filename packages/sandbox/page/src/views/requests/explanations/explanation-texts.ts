import type { Translations } from "../../../i18n/translations.ts";
import type { Explanation } from "./explanation.ts";
import { EXPLANATIONS_EN, type ExplanationId } from "./explanations-en.ts";
import { EXPLANATIONS_RU } from "./explanations-ru.ts";

export const EXPLANATIONS: Translations<Readonly<Record<ExplanationId, Explanation>>> = {
  en: EXPLANATIONS_EN,
  ru: EXPLANATIONS_RU,
};
