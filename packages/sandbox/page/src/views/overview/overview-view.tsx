import { useTexts } from "../../i18n/language.tsx";
import { StartHere } from "../../ui/start-here.tsx";
import { ViewHead } from "../../ui/view-head.tsx";
import { OVERVIEW_TEXTS } from "./overview-texts.ts";

export function OverviewView() {
  const texts = useTexts(OVERVIEW_TEXTS);
  return (
    <>
      <ViewHead title={texts.title} />
      <StartHere />
    </>
  );
}
