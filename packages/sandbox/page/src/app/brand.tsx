import { useTexts } from "../i18n/language.tsx";
import { APP_TEXTS } from "./app-texts.ts";

export function Brand() {
  const texts = useTexts(APP_TEXTS);
  return (
    <div class="brand">
      <img src="/page/icon.svg" alt="" />
      <span>
        Bot Tracker <small>{texts.subtitle}</small>
      </span>
    </div>
  );
}
