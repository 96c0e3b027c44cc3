import { useStatus } from "../api/status.tsx";
import { useTexts } from "../i18n/language.tsx";
import { usePageLocation } from "../location/location.tsx";
import { APP_TEXTS } from "./app-texts.ts";
import { botChoices } from "./bot-choices.ts";

/** Whose figures are shown. Not there while only one bot has been seen, nor in the chat, which shows no figures. */
export function BotPicker() {
  const texts = useTexts(APP_TEXTS);
  const { path, query, set } = usePageLocation();
  const keys = useStatus().reply?.keys ?? [];
  const chosen = query.get("key") ?? "";
  const choices = botChoices(keys, chosen);
  if (path === "/chat" || (choices.length < 2 && chosen === "")) return null;
  return (
    <label class="field">
      <span>{texts.bot}</span>
      <select class="select" value={chosen} onChange={(event) => set({ key: event.currentTarget.value }, "push")}>
        <option value="">{texts.allBots}</option>
        {choices.map(({ value, label }) => (
          <option key={value} value={value}>
            {label}
          </option>
        ))}
      </select>
    </label>
  );
}
