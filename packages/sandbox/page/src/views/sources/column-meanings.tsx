import { useTexts } from "../../i18n/language.tsx";
import type { ColumnSet } from "./column-sets.ts";
import { SOURCES_TEXTS } from "./sources-texts.ts";

const ORDER = {
  people: ["starts", "newPeople", "returned", "again", "stopped", "goals", "sales", "conversion"],
  money: ["cost", "costPerStart", "costPerGoal", "costPerSale", "revenue", "refunds", "romi"],
} as const;

/** The columns of the table explained, also for those who cannot hover. */
export function ColumnMeanings({ columns }: { columns: ColumnSet }) {
  const texts = useTexts(SOURCES_TEXTS);
  return (
    <section class="column-meanings" aria-labelledby="column-meanings">
      <h2 id="column-meanings" class="visually-hidden">
        {texts.meanings}
      </h2>
      <dl>
        {ORDER[columns].map((column) => (
          <div key={column}>
            <dt>{texts[column]}</dt>
            <dd>{texts.means[column]}</dd>
          </div>
        ))}
      </dl>
      <p>
        {texts.belongs} {columns === "money" && texts.evenly}
      </p>
    </section>
  );
}
