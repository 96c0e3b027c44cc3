import { useMoney } from "../api/money.tsx";
import { useTexts } from "../i18n/language.tsx";
import { UI_TEXTS } from "./ui-texts.ts";

/** Says where amounts in several currencies are added up: such a sum is no money. */
export function MixedMoney() {
  const texts = useTexts(UI_TEXTS);
  const { mixed } = useMoney();
  return mixed.length === 0 ? null : <p class="note warn">{texts.mixedMoney(mixed.join(", "))}</p>;
}
