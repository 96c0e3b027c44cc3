import { useLive } from "../api/live.tsx";
import { useTexts } from "../i18n/language.tsx";
import { APP_TEXTS } from "./app-texts.ts";

/** Whether what is on the page is of this moment. */
export function LiveBadge() {
  const texts = useTexts(APP_TEXTS);
  const { connected } = useLive();
  return (
    <p class={connected ? "badge good live" : "badge bad live"} role="status">
      {connected ? texts.live : texts.notLive}
    </p>
  );
}
