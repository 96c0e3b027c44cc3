import { useMadeUp } from "../api/made-up.tsx";
import { useStatus } from "../api/status.tsx";
import { useFormats } from "../i18n/formats.ts";
import { useTexts } from "../i18n/language.tsx";
import { UI_TEXTS } from "./ui-texts.ts";

interface MadeUpNoteProps {
  /** Whose figures the view shows. */
  of?: "chosen bot" | "all bots";
}

/** Says up to when what a view counts is made up, where anything is. */
export function MadeUpNote({ of = "chosen bot" }: MadeUpNoteProps) {
  const texts = useTexts(UI_TEXTS);
  const formats = useFormats();
  const ofChosen = useMadeUp();
  const ofAll = useStatus().reply?.madeUp ?? null;
  const madeUp = of === "chosen bot" ? ofChosen : ofAll;
  if (madeUp === null) return null;
  return (
    <p class="note warn made-up-note">
      {texts.madeUpNote(formats.dateTime(madeUp.fromMs), formats.dateTime(madeUp.toMs))}
    </p>
  );
}
