import { useTexts } from "../../i18n/language.tsx";
import { SETTINGS_TEXTS } from "./settings-texts.ts";

const START_METHODS = ["user_did_start_bot", "user_id_start_bot", "user_id_subscribe"] as const;

interface AbsentMethodsProps {
  absent: readonly string[];
  onChange(absent: string[]): void;
}

/** Which names of the start method are refused, and whatever else was switched off when the sandbox was started. */
export function AbsentMethods({ absent, onChange }: AbsentMethodsProps) {
  const texts = useTexts(SETTINGS_TEXTS);
  const names = [...START_METHODS, ...absent.filter((name) => !START_METHODS.some((start) => start === name))];
  return (
    <fieldset class="ticks">
      <legend class="visually-hidden">{texts.absentMethods}</legend>
      {names.map((name) => (
        <label key={name} class="tick">
          <input
            type="checkbox"
            checked={absent.includes(name)}
            onChange={(event) =>
              onChange(event.currentTarget.checked ? [...absent, name] : absent.filter((each) => each !== name))
            }
          />
          <code>{name}</code>
        </label>
      ))}
    </fieldset>
  );
}
