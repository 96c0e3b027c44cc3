import { useTexts } from "../i18n/language.tsx";
import { UI_TEXTS } from "./ui-texts.ts";

/** Stands beside what never was. */
export function MadeUpBadge() {
  const texts = useTexts(UI_TEXTS);
  return <span class="badge warn">{texts.madeUp}</span>;
}
