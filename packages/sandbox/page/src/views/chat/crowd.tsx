import { useState } from "preact/hooks";
import type { CrowdProgress, NewCrowd } from "#wire/chat";
import type { LinkRow } from "#wire/links";
import { sendJson } from "../../api/fetch-json.ts";
import { wordsOfFailure } from "../../api/words-of-failure.ts";
import { useLanguage, useTexts } from "../../i18n/language.tsx";
import { CHAT_TEXTS } from "./chat-texts.ts";
import { CrowdMeter } from "./crowd-meter.tsx";
import { type Arrival, isUsable, LinkChoice } from "./link-choice.tsx";
import { NumberField } from "./number-field.tsx";

/** Where there is no link yet: an ad always brings its payload. */
const MADE_UP: Arrival = { payload: "ad_1", isTyped: true };

interface CrowdProps {
  bot: number;
  links: readonly LinkRow[] | undefined;
  progress: CrowdProgress | null;
  onChange(): void;
}

/** The script "an ad brings fifty people", its progress, and the button that ends it. */
export function Crowd({ bot, links, progress, onChange }: CrowdProps) {
  const texts = useTexts(CHAT_TEXTS);
  const { language } = useLanguage();
  const [chosen, setChosen] = useState<Arrival>();
  const newest = links?.[0];
  const arrival = chosen ?? (newest === undefined ? MADE_UP : { payload: newest.code, isTyped: false });
  const [people, setPeople] = useState(50);
  const [seconds, setSeconds] = useState(10);
  const [failed, setFailed] = useState<string>();
  const isRunning = progress?.state === "running";
  // One that has come to another bot says nothing here; one that is under way has to be seen to be stopped.
  const shown = progress !== null && (isRunning || progress.bot === bot) ? progress : null;
  const send = async (method: "POST" | "DELETE", body?: NewCrowd) => {
    setFailed(undefined);
    try {
      await sendJson(method, "/api/chat/crowd", body);
    } catch (error) {
      setFailed(wordsOfFailure(error));
    }
    onChange();
  };
  return (
    <details class="chat-crowd" open={shown !== null}>
      <summary>{texts.crowd}</summary>
      {shown === null ? <p class="hint muted">{texts.crowdHint}</p> : <CrowdMeter progress={shown} />}
      {isRunning ? (
        <button type="button" class="button" onClick={() => void send("DELETE")}>
          {texts.crowdCancel}
        </button>
      ) : (
        <form
          class="stack"
          onSubmit={(event) => {
            event.preventDefault();
            if (isUsable(arrival)) void send("POST", { bot, payload: arrival.payload, people, seconds, language });
          }}
        >
          <LinkChoice label={texts.crowdBy} links={links} arrival={arrival} onChange={setChosen} />
          <div class="chat-crowd-numbers">
            <NumberField label={texts.crowdPeople} value={people} max={200} onInput={setPeople} />
            <NumberField label={texts.crowdSeconds} value={seconds} max={600} onInput={setSeconds} />
          </div>
          <button type="submit" class="button" disabled={!isUsable(arrival)}>
            {texts.crowdBegin}
          </button>
        </form>
      )}
      {failed !== undefined && (
        <p class="wrong" role="alert">
          {failed}
        </p>
      )}
    </details>
  );
}
