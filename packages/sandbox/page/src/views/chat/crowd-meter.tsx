import type { CrowdProgress } from "#wire/chat";
import { useTexts } from "../../i18n/language.tsx";
import { CHAT_TEXTS } from "./chat-texts.ts";

/** How far a crowd has come. */
export function CrowdMeter({ progress }: { progress: CrowdProgress }) {
  const texts = useTexts(CHAT_TEXTS);
  const { started, people, wrote, blocked, paid, state } = progress;
  const said = texts.crowdStarted(started, people);
  return (
    <div class="chat-meter" role="status">
      <p>
        {said} <span class={`badge ${state === "done" ? "good" : ""}`}>{texts.crowdStates[state]}</span>
      </p>
      <progress value={started} max={people} aria-label={texts.crowd} />
      <p class="hint muted">{texts.crowdFigures(wrote, blocked, paid)}</p>
    </div>
  );
}
