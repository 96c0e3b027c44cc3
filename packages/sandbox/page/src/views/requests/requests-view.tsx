import { useTexts } from "../../i18n/language.tsx";
import { StartHere } from "../../ui/start-here.tsx";
import { ViewHead } from "../../ui/view-head.tsx";
import { REQUESTS_TEXTS } from "./requests-texts.ts";

export function RequestsView() {
  const texts = useTexts(REQUESTS_TEXTS);
  return (
    <>
      <ViewHead title={texts.title} />
      <StartHere />
    </>
  );
}
