import { useTexts } from "../../i18n/language.tsx";
import { StartHere } from "../../ui/start-here.tsx";
import { ViewHead } from "../../ui/view-head.tsx";
import { LINKS_TEXTS } from "./links-texts.ts";

export function LinksView() {
  const texts = useTexts(LINKS_TEXTS);
  return (
    <>
      <ViewHead title={texts.title} />
      <StartHere />
    </>
  );
}
