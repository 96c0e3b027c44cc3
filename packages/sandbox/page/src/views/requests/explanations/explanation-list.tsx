import { useTexts } from "../../../i18n/language.tsx";
import { REQUESTS_TEXTS } from "../requests-texts.ts";
import type { Explained } from "./explain-request.ts";
import { EXPLANATIONS } from "./explanation-texts.ts";

/** What went wrong or is doubtful, in plain words, with the way to fix it and what the service itself said. */
export function ExplanationList({ explained }: { explained: readonly Explained[] }) {
  const texts = useTexts(REQUESTS_TEXTS);
  const explanations = useTexts(EXPLANATIONS);
  return (
    <ul class="explanations">
      {explained.map(({ id, tone, own }) => {
        const { short, means, fix } = explanations[id];
        return (
          <li key={`${id} ${own}`} class={`explanation ${tone}`}>
            <h3>{short}</h3>
            <p>{means}</p>
            <p>
              <strong>{texts.howToFix}</strong> {fix}
            </p>
            {own !== undefined && (
              <p class="own-words">
                <span>{texts.ownWords}</span> <q lang="en">{own}</q>
              </p>
            )}
          </li>
        );
      })}
    </ul>
  );
}
