import { useState } from "preact/hooks";
import type { KeyboardButton, ReplyKeyboard } from "#wire/chat";
import { useTexts } from "../../i18n/language.tsx";
import { Icon } from "../../ui/icon.tsx";
import { CHAT_TEXTS } from "./chat-texts.ts";
import type { Actions } from "./use-actions.ts";

export const COMPOSER_ID = "chat-composer";
/** Telegram's own. */
const MAX_CHARS = 4_096;

/** The field for a message, with the keyboard that the bot has set above it. Enter sends; Escape goes to the people. */
export function Composer({ keyboard, actions }: { keyboard: ReplyKeyboard | null; actions: Actions }) {
  const texts = useTexts(CHAT_TEXTS);
  const [text, setText] = useState("");
  const send = async () => {
    if (text.trim() === "") return;
    if (await actions.act({ kind: "say", text })) setText("");
  };
  const press = (button: KeyboardButton) => {
    if (button.kind === "contact") void actions.act({ kind: "contact" });
    else if (button.kind === "text") void actions.act({ kind: "say", text: button.text });
  };
  return (
    <>
      {keyboard !== null && (
        <fieldset class="chat-keyboard">
          <legend class="visually-hidden">{texts.keyboard}</legend>
          {keyboard.rows.map((row, index) => (
            <div key={index} class="chat-keys">
              {row.map((button, column) => (
                <button
                  key={column}
                  type="button"
                  class="button"
                  disabled={button.kind === "other"}
                  title={button.kind === "other" ? texts.notHere(button.what) : undefined}
                  onClick={() => press(button)}
                >
                  <bdi>{button.text}</bdi>
                </button>
              ))}
            </div>
          ))}
        </fieldset>
      )}
      <form
        class="chat-composer"
        onSubmit={(event) => {
          event.preventDefault();
          void send();
        }}
        onKeyDown={(event) => {
          if (event.key !== "Escape") return;
          event.preventDefault();
          document.querySelector<HTMLElement>('.chat-list [tabindex="0"]')?.focus();
        }}
      >
        <button
          type="button"
          class="button"
          aria-label={texts.shareContact}
          title={texts.shareContact}
          onClick={() => void actions.act({ kind: "contact" })}
        >
          <Icon name="phone" />
        </button>
        <input
          id={COMPOSER_ID}
          class="input"
          type="text"
          dir="auto"
          aria-label={texts.write}
          placeholder={keyboard?.placeholder || texts.writeHint}
          maxLength={MAX_CHARS}
          autocomplete="off"
          value={text}
          onInput={(event) => setText(event.currentTarget.value)}
        />
        <button type="submit" class="button primary" disabled={text.trim() === ""}>
          {texts.send}
        </button>
      </form>
    </>
  );
}
