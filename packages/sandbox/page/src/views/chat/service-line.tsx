import type { ChatMessage } from "#wire/chat";
import { useLanguage, useTexts } from "../../i18n/language.tsx";
import { CHAT_TEXTS } from "./chat-texts.ts";
import { sumOfMoney } from "./sum-of-money.ts";

/** What happened between the messages: a button that was pressed, a block, a payment, a call that was refused. */
export function ServiceLine({ message: { content } }: { message: ChatMessage }) {
  const texts = useTexts(CHAT_TEXTS);
  const { language } = useLanguage();
  const isFailure = content.kind === "failed";
  return (
    <p class={`chat-service ${isFailure ? "is-failure" : ""}`}>
      {content.kind === "pressed" && (
        <>
          {texts.pressed}{" "}
          <q>
            <bdi>{content.button}</bdi>
          </q>
        </>
      )}
      {content.kind === "notice" && (
        <>
          {texts.notice}{" "}
          <q>
            <bdi>{content.text}</bdi>
          </q>
        </>
      )}
      {content.kind === "blocked" && texts.blockedService}
      {content.kind === "unblocked" && texts.unblockedService}
      {content.kind === "paid" && texts.paid(sumOfMoney(content, language))}
      {isFailure && (
        <>
          {texts.failed(content.method, content.code)} <q lang="en">{content.description}</q>
        </>
      )}
    </p>
  );
}
