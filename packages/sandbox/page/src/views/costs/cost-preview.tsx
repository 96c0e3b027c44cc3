import type { CostsPreview, PreviewedCost } from "#wire/costs";
import { useFormats } from "../../i18n/formats.ts";
import { useTexts } from "../../i18n/language.tsx";
import { DataTable } from "../../ui/data-table.tsx";
import { CostProblemText } from "./cost-problem-text.tsx";
import { COSTS_TEXTS } from "./costs-texts.ts";
import { useCostTime } from "./use-cost-time.ts";

interface CostPreviewProps {
  preview: CostsPreview;
  onTake(): void;
  onCancel(): void;
}

/** What a pasted table would be taken for, and which of its lines would not be. */
export function CostPreview({ preview: { costs, wrong }, onTake, onCancel }: CostPreviewProps) {
  const texts = useTexts(COSTS_TEXTS);
  const formats = useFormats();
  const timeOf = useCostTime();
  const notesOf = ({ lines, replaces, overlaps, moreOverlaps, currency }: PreviewedCost) => [
    ...(lines.length > 1 ? [texts.sumOf(lines.length)] : []),
    ...(replaces === null ? [] : [texts.replaces(formats.moneyIn(currency, replaces))]),
    ...overlaps.map((each) => texts.overlaps(timeOf(each), formats.moneyIn(each.currency, each.amount))),
    ...(moreOverlaps === 0 ? [] : [texts.moreOverlaps(formats.number(moreOverlaps))]),
  ];
  return (
    <section class="stack cost-preview" aria-live="polite" aria-label={texts.previewTitle}>
      {costs.length === 0 ? (
        <p>{texts.nothingTaken}</p>
      ) : (
        <DataTable
          caption={texts.previewTitle}
          rows={costs}
          keyOf={({ lines }) => String(lines[0])}
          columns={[
            { id: "ad", title: texts.ad, rowHead: true, cell: ({ name }) => name },
            { id: "time", title: texts.time, cell: (cost) => timeOf(cost) },
            {
              id: "amount",
              title: texts.amount,
              number: true,
              cell: ({ currency, amount }) => formats.moneyIn(currency, amount),
            },
            {
              id: "notes",
              title: texts.notes,
              wide: true,
              cell: (cost) => notesOf(cost).map((note) => <div key={note}>{note}</div>),
            },
          ]}
        />
      )}
      {wrong.length > 0 && (
        <div class="note warn cost-wrong">
          <h3>{texts.wrongTitle(wrong.length)}</h3>
          <ul>
            {wrong.map(({ line, text, problem }) => (
              <li key={line}>
                <b>{texts.line(formats.number(line))}.</b> <CostProblemText problem={problem} />{" "}
                <code dir="auto">{text}</code>
              </li>
            ))}
          </ul>
        </div>
      )}
      <div class="row">
        {costs.length > 0 && (
          <button type="button" class="button primary" onClick={onTake}>
            {texts.take(costs.length)}
          </button>
        )}
        <button type="button" class="button" onClick={onCancel}>
          {texts.cancel}
        </button>
      </div>
    </section>
  );
}
