import { useTexts } from "../../i18n/language.tsx";
import { SOURCES_TEXTS } from "./sources-texts.ts";

const ORDER = [
  "starts",
  "newPeople",
  "returned",
  "again",
  "stopped",
  "goals",
  "sales",
  "revenue",
  "refunds",
  "conversion",
] as const;

/** The columns of the table explained, also for those who cannot hover. */
export function ColumnMeanings() {
  const texts = useTexts(SOURCES_TEXTS);
  return (
    <section class="column-meanings" aria-labelledby="column-meanings">
      <h2 id="column-meanings" class="visually-hidden">
        {texts.meanings}
      </h2>
      <dl>
        {ORDER.map((column) => (
          <div key={column}>
            <dt>{texts[column]}</dt>
            <dd>{texts.means[column]}</dd>
          </div>
        ))}
      </dl>
      <p>{texts.belongs}</p>
    </section>
  );
}
