import { useState } from "preact/hooks";
import { sendJson } from "../../api/fetch-json.ts";
import { wordsOfFailure } from "../../api/words-of-failure.ts";
import { useTexts } from "../../i18n/language.tsx";
import { ConfirmDialog } from "../../ui/confirm-dialog.tsx";
import { SETTINGS_TEXTS } from "./settings-texts.ts";

/** Deletes everything that arrived, after a confirmation. */
export function ResetCard() {
  const texts = useTexts(SETTINGS_TEXTS);
  const [isAsking, setAsking] = useState(false);
  const [told, setTold] = useState("");
  const reset = () => {
    sendJson("POST", "/api/reset").then(
      () => setTold(texts.resetDone),
      (error: unknown) => setTold(wordsOfFailure(error)),
    );
  };
  return (
    <section class="card settings" aria-label={texts.reset}>
      <h2>{texts.reset}</h2>
      <div class="setting">
        <p class="hint muted">{texts.resetHint}</p>
        <div class="row">
          <button type="button" class="button danger" onClick={() => setAsking(true)}>
            {texts.resetAction}
          </button>
          <span role="status">{told}</span>
        </div>
      </div>
      <ConfirmDialog
        open={isAsking}
        title={texts.resetQuestion}
        action={texts.resetAction}
        onConfirm={reset}
        onClose={() => setAsking(false)}
      >
        <p>{texts.resetWarning}</p>
      </ConfirmDialog>
    </section>
  );
}
