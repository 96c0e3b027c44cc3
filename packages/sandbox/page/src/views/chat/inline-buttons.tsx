import type { ChatMessage, InlineButton } from "#wire/chat";
import { useLanguage, useTexts } from "../../i18n/language.tsx";
import { CHAT_TEXTS } from "./chat-texts.ts";
import { sumOfMoney } from "./sum-of-money.ts";
import type { Actions } from "./use-actions.ts";

interface InlineButtonsProps {
  message: ChatMessage;
  actions: Actions;
  isBlocked: boolean;
}

/** The buttons under a message of the bot. An invoice has one to pay with, whether the bot gave it any or not. */
export function InlineButtons({ message: { messageId, content, buttons }, actions, isBlocked }: InlineButtonsProps) {
  const texts = useTexts(CHAT_TEXTS);
  const { language } = useLanguage();
  if (messageId === null) return null;
  const invoice = content.kind === "invoice" && content.state.kind !== "paid" ? content : undefined;
  const hasPay = buttons.some((row) => row.some(({ kind }) => kind === "pay"));
  const paying = invoice !== undefined && texts.pay(sumOfMoney(invoice, language));
  const pay = (text: string) => (
    <button
      type="button"
      class="button primary"
      disabled={isBlocked || invoice === undefined || invoice.state.kind === "asked"}
      onClick={() => void actions.act({ kind: "pay", messageId })}
    >
      <bdi>{text}</bdi>
    </button>
  );
  const drawn = (button: InlineButton, row: number, column: number) => {
    switch (button.kind) {
      case "callback":
        return (
          <button
            type="button"
            class="button"
            title={button.data}
            disabled={isBlocked}
            onClick={() => void actions.act({ kind: "press", messageId, row, column })}
          >
            <bdi>{button.text}</bdi>
          </button>
        );
      case "url":
        return (
          <a class="button" href={button.url} title={button.url} target="_blank" rel="noreferrer noopener">
            <bdi>{button.text}</bdi>
          </a>
        );
      case "pay":
        return pay(button.text);
      case "other":
        return (
          <button type="button" class="button" disabled title={texts.notHere(button.what)}>
            <bdi>{button.text}</bdi>
          </button>
        );
    }
  };
  if (buttons.length === 0 && paying === false) return null;
  return (
    <div class="chat-buttons">
      {!hasPay && paying !== false && <div class="chat-keys">{pay(paying)}</div>}
      {buttons.map((row, index) => (
        <div key={index} class="chat-keys">
          {row.map((button, column) => (
            <span key={column} class="chat-key">
              {drawn(button, index, column)}
            </span>
          ))}
        </div>
      ))}
    </div>
  );
}
