import { useTexts } from "../../i18n/language.tsx";
import { REQUESTS_TEXTS } from "./requests-texts.ts";

/** Stands in place of the list where the filters leave nothing. */
export function NothingFits({ onClear }: { onClear?: () => void }) {
  const texts = useTexts(REQUESTS_TEXTS);
  return (
    <section class="card empty">
      <h2>{texts.nothingFits}</h2>
      <p>{texts.nothingFitsHint}</p>
      {onClear !== undefined && (
        <button type="button" class="button" onClick={onClear}>
          {texts.clear}
        </button>
      )}
    </section>
  );
}
