import { useStatus } from "../api/status.tsx";
import { useFormats } from "../i18n/formats.ts";
import { useTexts } from "../i18n/language.tsx";
import { UI_TEXTS } from "./ui-texts.ts";

/** Says up to when what a view counts is made up, where anything is. */
export function MadeUpNote() {
  const texts = useTexts(UI_TEXTS);
  const formats = useFormats();
  const madeUp = useStatus().reply?.madeUp ?? null;
  if (madeUp === null) return null;
  return (
    <p class="note warn made-up-note">
      {texts.madeUpNote(formats.dateTime(madeUp.fromMs), formats.dateTime(madeUp.toMs))}
    </p>
  );
}
