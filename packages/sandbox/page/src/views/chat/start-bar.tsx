import { useState } from "preact/hooks";
import type { LinkRow } from "#wire/links";
import { useTexts } from "../../i18n/language.tsx";
import { CHAT_TEXTS } from "./chat-texts.ts";
import { type Arrival, isUsable, LinkChoice, NO_LINK } from "./link-choice.tsx";
import type { Actions } from "./use-actions.ts";

export const START_ID = "chat-start";

interface StartBarProps {
  isFirst: boolean;
  links: readonly LinkRow[] | undefined;
  actions: Actions;
}

/** START, with or without a link, as often as one likes. */
export function StartBar({ isFirst, links, actions }: StartBarProps) {
  const texts = useTexts(CHAT_TEXTS);
  const [arrival, setArrival] = useState<Arrival>(NO_LINK);
  return (
    <form
      class="chat-start"
      onSubmit={(event) => {
        event.preventDefault();
        if (isUsable(arrival)) void actions.act({ kind: "start", payload: arrival.payload });
      }}
    >
      <LinkChoice label={texts.startBy} links={links} arrival={arrival} onChange={setArrival} />
      <button id={START_ID} type="submit" class={isFirst ? "button primary" : "button"} disabled={!isUsable(arrival)}>
        {isFirst ? texts.start : texts.startAgain}
      </button>
    </form>
  );
}
