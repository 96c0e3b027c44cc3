import { useStatus } from "../api/status.tsx";
import { useTexts } from "../i18n/language.tsx";
import { CopyButton } from "./copy-button.tsx";
import { START_HERE_TEXTS } from "./start-here-texts.ts";

/** What a newcomer sees where nothing has arrived yet: what to do next. */
export function StartHere() {
  const texts = useTexts(START_HERE_TEXTS);
  const { reply } = useStatus();
  const line = `BOT_TRACKER_SANDBOX=${reply?.url ?? location.origin}`;
  return (
    <section class="card empty">
      <h2>{texts.title}</h2>
      <p>{texts.environment}</p>
      <div class="row">
        <pre class="code">{line}</pre>
        <CopyButton text={line} label={texts.copyLine} />
      </div>
      <p>{texts.afterwards}</p>
      <p class="muted">{texts.noKey}</p>
    </section>
  );
}
