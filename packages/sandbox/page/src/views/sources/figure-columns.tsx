import { sourceRatios } from "#wire/source-ratios";
import type { SourceFigures } from "#wire/sources";
import type { Formats } from "../../i18n/formats.ts";
import type { TableColumn } from "../../ui/data-table.tsx";
import type { ColumnSet } from "./column-sets.ts";
import { FigureBar } from "./figure-bar.tsx";
import type { SOURCES_TEXTS } from "./sources-texts.ts";

type Texts = (typeof SOURCES_TEXTS)["en"];

/** The columns of figures, which sources and groups of them share, with their total. */
export function figureColumns<Row extends SourceFigures>(
  set: ColumnSet,
  total: SourceFigures,
  texts: Texts,
  formats: Formats,
): TableColumn<Row>[] {
  const counted = (
    id: "newPeople" | "returned" | "again" | "stopped" | "goals" | "sales" | "revenue" | "refunds",
    written: (value: number) => string = formats.number,
  ): TableColumn<Row> => ({
    id,
    title: texts[id],
    hint: texts.means[id],
    number: true,
    cell: (row) => (row[id] === 0 ? <span class="muted">0</span> : written(row[id])),
    sortBy: (row) => row[id],
    total: written(total[id]),
  });
  const conversionOf = ({ conversion, converted, people, starts }: SourceFigures) =>
    conversion === null ? (
      <span class="muted" title={starts > 0 ? texts.namelessStarts : texts.noConversion}>
        —
      </span>
    ) : (
      <FigureBar share={conversion} title={texts.convertedOf(formats.number(converted), formats.number(people))}>
        {formats.percent(conversion)}
      </FigureBar>
    );
  const ratio = (
    id: "costPerStart" | "costPerGoal" | "costPerSale" | "romi",
    written: (value: number) => string,
  ): TableColumn<Row> => ({
    id,
    title: texts[id],
    hint: texts.means[id],
    number: true,
    cell: (row) => {
      const value = sourceRatios(row)[id];
      return value === null ? <span class="muted">—</span> : <span class={moodOf(id, value)}>{written(value)}</span>;
    },
    sortBy: (row) => sourceRatios(row)[id],
    total: orDash(sourceRatios(total)[id], written),
  });
  const starts: TableColumn<Row> = {
    id: "starts",
    title: texts.starts,
    hint: texts.means.starts,
    number: true,
    cell: ({ starts }) => {
      const share = total.starts === 0 ? 0 : starts / total.starts;
      return (
        <FigureBar share={share} title={texts.shareOfStarts(formats.percent(share))}>
          {formats.number(starts)}
        </FigureBar>
      );
    },
    sortBy: ({ starts }) => starts,
    total: formats.number(total.starts),
  };
  const conversion: TableColumn<Row> = {
    id: "conversion",
    title: texts.conversion,
    hint: texts.means.conversion,
    number: true,
    cell: conversionOf,
    sortBy: ({ conversion }) => conversion,
    total: total.conversion === null ? "—" : formats.percent(total.conversion),
  };
  const cost: TableColumn<Row> = {
    id: "cost",
    title: texts.cost,
    hint: texts.means.cost,
    number: true,
    cell: (row) => costOf(row, texts, formats),
    sortBy: (row) => row.cost,
    total: costOf(total, texts, formats),
  };
  const cents = (value: number) => formats.money(Math.round(value * 100) / 100);
  // Of a cost of a hundred and more nobody weighs the hundredths, and the columns fit without them.
  const rough = (value: number) => (value >= 100 ? formats.money(Math.round(value)) : cents(value));
  switch (set) {
    case "people":
      return [
        ...[starts, counted("newPeople"), counted("returned"), counted("again"), counted("stopped")],
        ...[counted("goals"), counted("sales"), conversion],
      ];
    case "money":
      return [
        ...[{ ...starts, cell: (row: Row) => formats.number(row.starts) }, cost],
        ...[counted("revenue", rough), counted("refunds", rough)],
        ratio("romi", formats.percent),
        ...[ratio("costPerStart", rough), ratio("costPerGoal", rough), ratio("costPerSale", rough)],
      ];
  }
}

function costOf({ cost, otherCosts }: SourceFigures, texts: Texts, formats: Formats) {
  const others = otherCosts.map(({ currency, amount }) => formats.moneyIn(currency, amount));
  return (
    <>
      {cost === 0 ? (
        <span class="muted">{others.length > 0 ? "" : "—"}</span>
      ) : (
        <span title={formats.money(cost)}>{formats.money(cost >= 100 ? Math.round(cost) : cost)}</span>
      )}
      {others.length > 0 && (
        <span class="muted other-costs" title={texts.otherCosts}>
          {" "}
          + {others.join(" + ")}
        </span>
      )}
    </>
  );
}

function orDash(value: number | null, written: (value: number) => string): string {
  return value === null ? "—" : written(value);
}

function moodOf(id: string, value: number): string | undefined {
  return id === "romi" ? (value < 0 ? "loss" : "gain") : undefined;
}
