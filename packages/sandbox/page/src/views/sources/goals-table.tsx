import type { GoalRow } from "#wire/sources";
import { useFormats } from "../../i18n/formats.ts";
import { useTexts } from "../../i18n/language.tsx";
import { DataTable } from "../../ui/data-table.tsx";
import { SOURCES_TEXTS } from "./sources-texts.ts";

type Line =
  | { kind: "goal"; goal: GoalRow }
  | { kind: "source"; goal: string; source: GoalRow["bySource"][number]; ofGoal: number };

/** Which goals were reached, and under each the sources of the people who reached it. */
export function GoalsTable({ goals }: { goals: readonly GoalRow[] }) {
  const texts = useTexts(SOURCES_TEXTS);
  const formats = useFormats();
  const countOf = (line: Line) => (line.kind === "goal" ? line.goal : line.source);
  return (
    <section class="card sources" aria-labelledby="goals-by-name">
      <h2 id="goals-by-name" class="card-head">
        {texts.goalsByName}
      </h2>
      <DataTable<Line>
        caption={texts.goalsByName}
        rows={goals.map((goal) => ({ kind: "goal", goal }))}
        keyOf={(line) => (line.kind === "goal" ? `goal ${line.goal.name}` : `of ${line.goal} ${line.source.code}`)}
        childrenOf={(line) =>
          line.kind === "goal"
            ? line.goal.bySource.map((source) => ({
                ...{ kind: "source" as const, source, goal: line.goal.name, ofGoal: line.goal.reached },
              }))
            : []
        }
        columns={[
          {
            id: "goal",
            title: texts.goal,
            rowHead: true,
            cell: (line) =>
              line.kind === "goal" ? (
                <span dir="auto">{line.goal.name}</span>
              ) : line.source.code === "" ? (
                <span class="muted">{texts.withoutLink}</span>
              ) : (
                <span title={line.source.code}>{line.source.name}</span>
              ),
          },
          {
            id: "reached",
            title: texts.reached,
            number: true,
            cell: (line) => formats.number(countOf(line).reached),
          },
          {
            id: "share",
            title: texts.shareOfGoal,
            number: true,
            cell: (line) => (line.kind === "goal" ? "" : formats.percent(line.source.reached / line.ofGoal)),
          },
          {
            id: "people",
            title: texts.peopleReached,
            number: true,
            cell: (line) => formats.number(countOf(line).people),
          },
        ]}
      />
    </section>
  );
}
