import type { CostProblem } from "#wire/costs";
import { useTexts } from "../../i18n/language.tsx";
import { costProblemWords } from "./cost-problem-words.ts";
import { COSTS_TEXTS } from "./costs-texts.ts";

/** Where the cell stands in the words. No text holds it. */
const PLACE = "\0";

/** What is wrong with a line. The cell is a text of its own: one in Hebrew does not turn the words around it. */
export function CostProblemText({ problem }: { problem: CostProblem }) {
  const texts = useTexts(COSTS_TEXTS);
  const came = "came" in problem ? problem.came : "";
  if (came === "") return <>{costProblemWords(problem, texts)}</>;
  const [before, ...after] = costProblemWords({ ...problem, came: PLACE } as CostProblem, texts).split(PLACE);
  return (
    <>
      {before}
      {after.map((words) => (
        <>
          <bdi>{came}</bdi>
          {words}
        </>
      ))}
    </>
  );
}
