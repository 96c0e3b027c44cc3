import type { MessageContent } from "#wire/chat";
import { useLanguage, useTexts } from "../../i18n/language.tsx";
import { Icon } from "../../ui/icon.tsx";
import { CHAT_TEXTS } from "./chat-texts.ts";
import { sumOfMoney } from "./sum-of-money.ts";

/** What a message says. Pictures and other files are named: nobody has them. */
export function MessageBody({ content }: { content: MessageContent }) {
  const texts = useTexts(CHAT_TEXTS);
  const { language } = useLanguage();
  switch (content.kind) {
    case "text":
      return (
        <p class="chat-text" dir="auto">
          {content.text}
        </p>
      );
    case "media":
      return (
        <>
          <p class={`chat-media ${content.media}`}>
            <Icon name={content.media === "photo" || content.media === "animation" ? "picture" : "file"} />
            <span>{texts.media[content.media] ?? content.media}</span>
            {content.name !== "" && <bdi>{content.name}</bdi>}
          </p>
          {content.caption !== "" && (
            <p class="chat-text" dir="auto">
              {content.caption}
            </p>
          )}
        </>
      );
    case "contact":
      return (
        <p class="chat-text">
          <span class="muted">{texts.contact}</span>
          <br />
          <bdi>{content.name}</bdi> <bdi>{content.phone}</bdi>
        </p>
      );
    case "invoice": {
      const { title, description, state } = content;
      return (
        <div class="chat-invoice">
          <h3 dir="auto">{title}</h3>
          <p class="chat-text" dir="auto">
            {description}
          </p>
          <p class="chat-sum">
            <bdi>{sumOfMoney(content, language)}</bdi>
          </p>
          {state.kind !== "open" && (
            <p class={`badge ${state.kind === "paid" ? "good" : state.kind === "asked" ? "" : "bad"}`}>
              {texts.invoice[state.kind]}
              {state.kind === "refused" && <bdi> {state.reason || texts.invoice.noReason}</bdi>}
            </p>
          )}
        </div>
      );
    }
    default:
      return (
        <p class="chat-text muted">
          {texts.other} <code>{content.kind === "other" ? content.what : content.kind}</code>
        </p>
      );
  }
}
