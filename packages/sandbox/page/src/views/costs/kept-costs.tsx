import { useState } from "preact/hooks";
import type { CostRow } from "#wire/costs";
import { sendJson } from "../../api/fetch-json.ts";
import { useFormats } from "../../i18n/formats.ts";
import { useTexts } from "../../i18n/language.tsx";
import { DataTable } from "../../ui/data-table.tsx";
import { Icon } from "../../ui/icon.tsx";
import { MadeUpBadge } from "../../ui/made-up-badge.tsx";
import { COSTS_TEXTS } from "./costs-texts.ts";
import { useCostTime } from "./use-cost-time.ts";

const SHOWN_FIRST = 100;

/** The costs that are kept, the newest time first. */
export function KeptCosts({ costs, onRemoved }: { costs: readonly CostRow[]; onRemoved(): void }) {
  const texts = useTexts(COSTS_TEXTS);
  const formats = useFormats();
  const timeOf = useCostTime();
  const [showsAll, setShowsAll] = useState(false);
  const remove = (id: number) => {
    // Gone already is gone.
    void sendJson("DELETE", `/api/page/costs/${id}`)
      .catch(() => undefined)
      .then(onRemoved);
  };
  return (
    <section class="card" aria-labelledby="kept-costs">
      <h2 id="kept-costs" class="card-head">
        {texts.kept}
      </h2>
      {costs.length === 0 ? (
        <p class="muted">{texts.noneKept}</p>
      ) : (
        <DataTable
          caption={texts.kept}
          rows={showsAll ? costs : costs.slice(0, SHOWN_FIRST)}
          keyOf={({ id }) => String(id)}
          columns={[
            {
              id: "ad",
              title: texts.ad,
              rowHead: true,
              cell: ({ name, source, madeUp }) => (
                <>
                  <span title={source}>{name}</span> {madeUp && <MadeUpBadge />}
                </>
              ),
            },
            { id: "time", title: texts.time, cell: (cost) => timeOf(cost) },
            {
              id: "amount",
              title: texts.amount,
              number: true,
              cell: ({ currency, amount }) => formats.moneyIn(currency, amount),
            },
            {
              id: "actions",
              title: texts.actions,
              titleHidden: true,
              number: true,
              cell: (cost) => (
                <button
                  type="button"
                  class="button quiet danger"
                  aria-label={texts.remove(cost.name, timeOf(cost))}
                  onClick={() => remove(cost.id)}
                >
                  <Icon name="close" />
                </button>
              ),
            },
          ]}
        />
      )}
      {!showsAll && costs.length > SHOWN_FIRST && (
        <button type="button" class="button" onClick={() => setShowsAll(true)}>
          {texts.showAll(formats.number(costs.length))}
        </button>
      )}
    </section>
  );
}
