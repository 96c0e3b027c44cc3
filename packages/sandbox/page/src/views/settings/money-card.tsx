import { useState } from "preact/hooks";
import { sendJson } from "../../api/fetch-json.ts";
import { useMoney } from "../../api/money.tsx";
import { useTexts } from "../../i18n/language.tsx";
import { MixedMoney } from "../../ui/mixed-money.tsx";
import { TextField } from "../../ui/text-field.tsx";
import { SETTINGS_TEXTS } from "./settings-texts.ts";

/** In which currency the amounts are, where payments do not say it. */
export function MoneyCard() {
  const texts = useTexts(SETTINGS_TEXTS);
  const { chosen, found } = useMoney();
  const [typed, setTyped] = useState<string>();
  const [isWrong, setWrong] = useState(false);
  const value = typed ?? chosen ?? "";
  const save = () => {
    const currency = value.trim().toUpperCase();
    if (!/^(?:[A-Z]{3})?$/.test(currency)) return setWrong(true);
    sendJson("PATCH", "/api/page/money", { currency: currency === "" ? null : currency }).then(
      () => setTyped(undefined),
      () => setWrong(true),
    );
  };
  return (
    <section class="card settings" aria-label={texts.money}>
      <h2>{texts.money}</h2>
      <p class="hint muted">{texts.moneyHint}</p>
      <MixedMoney />
      <form
        class="key-form"
        onSubmit={(event) => {
          event.preventDefault();
          save();
        }}
      >
        <TextField
          label={texts.currency}
          value={value}
          verbatim
          placeholder={found.join(", ")}
          error={isWrong ? texts.currencyUnfit : undefined}
          onInput={(text) => {
            setTyped(text);
            setWrong(false);
          }}
        />
        <button type="submit" class="button">
          {texts.save}
        </button>
      </form>
    </section>
  );
}
