import { useTexts } from "../../i18n/language.tsx";
import { PEOPLE_TEXTS } from "./people-texts.ts";

/** Whether the ad that brought somebody learns of a goal. */
export function PassedBadge({ isPassed }: { isPassed: boolean }) {
  const texts = useTexts(PEOPLE_TEXTS);
  return <span class={`badge ${isPassed ? "good" : "warn"}`}>{isPassed ? texts.passed : texts.notPassed}</span>;
}
