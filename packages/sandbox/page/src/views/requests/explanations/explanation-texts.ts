import type { Translations } from "../../../i18n/translations.ts";
import { BODY_EXPLANATIONS } from "./body-explanations.ts";
import type { Explanation } from "./explanation.ts";
import { FIELD_EXPLANATIONS } from "./field-explanations.ts";
import { KEY_EXPLANATIONS } from "./key-explanations.ts";
import { METHOD_EXPLANATIONS } from "./method-explanations.ts";
import { RESPONSE_EXPLANATIONS } from "./response-explanations.ts";
import { SERVICE_EXPLANATIONS } from "./service-explanations.ts";
import { WARNING_EXPLANATIONS } from "./warning-explanations.ts";

const en = {
  ...BODY_EXPLANATIONS.en,
  ...KEY_EXPLANATIONS.en,
  ...METHOD_EXPLANATIONS.en,
  ...FIELD_EXPLANATIONS.en,
  ...SERVICE_EXPLANATIONS.en,
  ...RESPONSE_EXPLANATIONS.en,
  ...WARNING_EXPLANATIONS.en,
};

const ru: typeof en = {
  ...BODY_EXPLANATIONS.ru,
  ...KEY_EXPLANATIONS.ru,
  ...METHOD_EXPLANATIONS.ru,
  ...FIELD_EXPLANATIONS.ru,
  ...SERVICE_EXPLANATIONS.ru,
  ...RESPONSE_EXPLANATIONS.ru,
  ...WARNING_EXPLANATIONS.ru,
};

export type ExplanationId = keyof typeof en;

export const EXPLANATIONS: Translations<Readonly<Record<ExplanationId, Explanation>>> = { en, ru };
