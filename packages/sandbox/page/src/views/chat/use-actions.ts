import { useState } from "preact/hooks";
import type { ChatAction, PersonAction } from "#wire/chat";
import { sendJson } from "../../api/fetch-json.ts";
import { wordsOfFailure } from "../../api/words-of-failure.ts";

/** What the person may do. */
export interface Actions {
  /** Resolves whether it was done. */
  act(action: PersonAction): Promise<boolean>;
  /** What the sandbox said when it could not be done for this person. */
  failed: string | undefined;
}

/** Lets the person do something in their chat with the bot; `onDone` is called after each. */
export function useActions(bot: number, person: number | undefined, onDone: () => void): Actions {
  const [failed, setFailed] = useState<{ bot: number; person: number; words: string }>();
  return {
    // Another person may have been chosen since.
    failed: failed?.bot === bot && failed.person === person ? failed.words : undefined,
    act: async (action) => {
      if (person === undefined) return false;
      setFailed(undefined);
      try {
        const asked: ChatAction = { bot, person, action };
        await sendJson("POST", "/api/chat/actions", asked);
        return true;
      } catch (error) {
        setFailed({ bot, person, words: wordsOfFailure(error) });
        return false;
      } finally {
        onDone();
      }
    },
  };
}
