import type { ChatReply } from "#wire/chat";
import { useTexts } from "../../i18n/language.tsx";
import { usePageLocation } from "../../location/location.tsx";
import { CHAT_TEXTS } from "./chat-texts.ts";

/** Whom the people talk with. A name alone where there is one bot only. */
export function BotChoice({ reply: { bots, bot } }: { reply: ChatReply }) {
  const texts = useTexts(CHAT_TEXTS);
  const { set } = usePageLocation();
  const [first] = bots;
  if (first === undefined) return null;
  if (bots.length === 1) {
    return (
      <p class="muted">
        {texts.bot}: <bdi>@{first.username}</bdi>
      </p>
    );
  }
  const byId = bots.toSorted((a, b) => a.id - b.id);
  return (
    <label class="row chat-bots">
      <span class="muted">{texts.bot}</span>
      <select class="select" value={String(bot)} onChange={(event) => set({ bot: event.currentTarget.value }, "push")}>
        {byId.map(({ id, username }) => (
          <option key={id} value={String(id)}>
            @{username}
            {bots.some((other) => other.id !== id && other.username === username) && ` · ${id}`}
          </option>
        ))}
      </select>
    </label>
  );
}
