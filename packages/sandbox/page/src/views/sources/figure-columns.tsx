import type { SourceFigures } from "#wire/sources";
import type { Formats } from "../../i18n/formats.ts";
import type { TableColumn } from "../../ui/data-table.tsx";
import { FigureBar } from "./figure-bar.tsx";
import type { SOURCES_TEXTS } from "./sources-texts.ts";

type Texts = (typeof SOURCES_TEXTS)["en"];

/** The columns of figures, which sources and groups of them share, with their total. */
export function figureColumns<Row extends SourceFigures>(
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
  const conversionOf = ({ conversion, converted, people }: SourceFigures) =>
    conversion === null ? (
      <span class="muted" title={texts.noConversion}>
        —
      </span>
    ) : (
      <FigureBar share={conversion} title={texts.convertedOf(formats.number(converted), formats.number(people))}>
        {formats.percent(conversion)}
      </FigureBar>
    );
  return [
    {
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
    },
    counted("newPeople"),
    counted("returned"),
    counted("again"),
    counted("stopped"),
    counted("goals"),
    counted("sales"),
    counted("revenue", formats.money),
    counted("refunds", formats.money),
    {
      id: "conversion",
      title: texts.conversion,
      hint: texts.means.conversion,
      number: true,
      cell: conversionOf,
      sortBy: ({ conversion }) => conversion,
      total: total.conversion === null ? "—" : formats.percent(total.conversion),
    },
  ];
}
