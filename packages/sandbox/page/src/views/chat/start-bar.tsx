import { useState } from "preact/hooks";
import { useTexts } from "../../i18n/language.tsx";
import { CHAT_TEXTS } from "./chat-texts.ts";
import { type Arrival, isUsable, LinkChoice, NO_LINK } from "./link-choice.tsx";
import type { Actions } from "./use-actions.ts";
import { useTelegramLinks } from "./use-telegram-links.ts";

export const START_ID = "chat-start";

/** START, with or without a link, as often as one likes. */
export function StartBar({ isFirst, actions }: { isFirst: boolean; actions: Actions }) {
  const texts = useTexts(CHAT_TEXTS);
  const links = useTelegramLinks();
  const [arrival, setArrival] = useState<Arrival>(NO_LINK);
  return (
    <form
      class="chat-start"
      onSubmit={(event) => {
        event.preventDefault();
        if (isUsable(arrival)) void actions.act({ kind: "start", payload: arrival.payload });
      }}
    >
      <LinkChoice links={links} arrival={arrival} onChange={setArrival} />
      <button id={START_ID} type="submit" class={isFirst ? "button primary" : "button"} disabled={!isUsable(arrival)}>
        {isFirst ? texts.start : texts.startAgain}
      </button>
    </form>
  );
}
