import type { LinkRow } from "#wire/links";
import { MOST_CODE_CHARS } from "#wire/service-name";
import { useTexts } from "../../i18n/language.tsx";
import { TextField } from "../../ui/text-field.tsx";
import { CHAT_TEXTS } from "./chat-texts.ts";

/** How somebody comes to the bot. `isTyped`: the payload is being typed. */
export interface Arrival {
  payload: string;
  isTyped: boolean;
}

export const NO_LINK: Arrival = { payload: "", isTyped: false };

const OTHER = "…";

export function isUsable({ payload, isTyped }: Arrival): boolean {
  return !isTyped || isPayload(payload);
}

function isPayload(text: string): boolean {
  return /^[\w-]+$/.test(text) && text.length <= MOST_CODE_CHARS.telegram;
}

interface LinkChoiceProps {
  label: string;
  links: readonly LinkRow[] | undefined;
  arrival: Arrival;
  onChange(arrival: Arrival): void;
}

/** No link, one of those that the sandbox knows, or any payload. */
export function LinkChoice({ label, links, arrival: { payload, isTyped }, onChange }: LinkChoiceProps) {
  const texts = useTexts(CHAT_TEXTS);
  const isWrong = isTyped && payload !== "" && !isPayload(payload);
  return (
    <div class="chat-arrival">
      <label class="field">
        <span>{label}</span>
        <select
          class="select"
          value={isTyped ? OTHER : payload}
          onChange={({ currentTarget: { value } }) =>
            onChange(value === OTHER ? { payload: "", isTyped: true } : { payload: value, isTyped: false })
          }
        >
          <option value="">{texts.noLink}</option>
          {links?.map(({ code, name }) => (
            <option key={code} value={code}>
              {name} · {code}
            </option>
          ))}
          <option value={OTHER}>{texts.otherPayload}</option>
        </select>
      </label>
      {isTyped && (
        <TextField
          label={texts.payload}
          value={payload}
          verbatim
          hint={texts.payloadHint}
          error={isWrong ? texts.badPayload : undefined}
          onInput={(typed) => onChange({ payload: typed, isTyped: true })}
        />
      )}
    </div>
  );
}
