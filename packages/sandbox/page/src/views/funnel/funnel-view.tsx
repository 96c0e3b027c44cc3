import { useTexts } from "../../i18n/language.tsx";
import { StartHere } from "../../ui/start-here.tsx";
import { ViewHead } from "../../ui/view-head.tsx";
import { FUNNEL_TEXTS } from "./funnel-texts.ts";

export function FunnelView() {
  const texts = useTexts(FUNNEL_TEXTS);
  return (
    <>
      <ViewHead title={texts.title} />
      <StartHere />
    </>
  );
}
