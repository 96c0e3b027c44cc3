import { useTexts } from "../../i18n/language.tsx";
import { StartHere } from "../../ui/start-here.tsx";
import { ViewHead } from "../../ui/view-head.tsx";
import { FAULTS_TEXTS } from "./faults-texts.ts";

export function FaultsView() {
  const texts = useTexts(FAULTS_TEXTS);
  return (
    <>
      <ViewHead title={texts.title} />
      <StartHere />
    </>
  );
}
