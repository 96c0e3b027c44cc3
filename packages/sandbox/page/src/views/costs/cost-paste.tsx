import { useId, useState } from "preact/hooks";
import type { CostsPreview, CostsTaken } from "#wire/costs";
import { wordsOfFailure } from "../../api/words-of-failure.ts";
import { useTexts } from "../../i18n/language.tsx";
import { askPreview, takeCosts } from "./ask-preview.ts";
import { CostPreview } from "./cost-preview.tsx";
import { type CostScope, CostScopeFields } from "./cost-scope.tsx";
import { COSTS_TEXTS } from "./costs-texts.ts";

interface CostPasteProps {
  scope: CostScope;
  onScope(scope: CostScope): void;
  onTaken(taken: CostsTaken): void;
}

/** Many costs out of a table. Nothing is kept before its preview was seen. */
export function CostPaste({ scope, onScope, onTaken }: CostPasteProps) {
  const texts = useTexts(COSTS_TEXTS);
  const [text, setText] = useState("");
  const [preview, setPreview] = useState<CostsPreview>();
  const [failure, setFailure] = useState("");
  const tableId = useId();

  const trying = async (work: () => Promise<void>) => {
    setFailure("");
    await work().catch((error: unknown) => setFailure(wordsOfFailure(error)));
  };
  const take = ({ costs }: CostsPreview) =>
    trying(async () => {
      onTaken(await takeCosts(costs));
      setText("");
      setPreview(undefined);
    });

  return (
    <section class="card stack" aria-labelledby="paste-costs">
      <h2 id="paste-costs">{texts.paste}</h2>
      <p class="muted cost-hint">{texts.pasteHint}</p>
      <form
        class="stack"
        onSubmit={(event) => {
          event.preventDefault();
          void trying(async () => setPreview(await askPreview(text, scope)));
        }}
      >
        <div class="field">
          <label for={tableId}>{texts.table}</label>
          <textarea
            id={tableId}
            class="input cost-text"
            rows={6}
            value={text}
            placeholder={texts.tableExample}
            spellcheck={false}
            onInput={({ currentTarget: { value } }) => {
              setText(value);
              // What is shown would no longer be what is taken.
              setPreview(undefined);
            }}
          />
        </div>
        <fieldset class="cost-fields">
          <legend class="muted">{texts.forLinesWithout}</legend>
          <CostScopeFields
            scope={scope}
            onChange={(changed) => {
              onScope(changed);
              setPreview(undefined);
            }}
          />
          <button type="submit" class="button" disabled={text.trim() === ""}>
            {texts.preview}
          </button>
        </fieldset>
      </form>
      {failure !== "" && (
        <p class="wrong" role="alert">
          {texts.failed} {failure}
        </p>
      )}
      {preview !== undefined && (
        <CostPreview preview={preview} onTake={() => void take(preview)} onCancel={() => setPreview(undefined)} />
      )}
    </section>
  );
}
