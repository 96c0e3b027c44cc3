import { useId } from "preact/hooks";
import { useTexts } from "../../i18n/language.tsx";
import { COSTS_TEXTS } from "./costs-texts.ts";

/** The days and the currency of a cost. */
export interface CostScope {
  from: string;
  to: string;
  currency: string;
}

const CURRENCIES = ["RUB", "USD", "EUR", "BYN", "KZT", "UAH", "UZS", "AMD", "GEL", "TRY", "GBP", "AED", "XTR"];

interface CostScopeFieldsProps {
  scope: CostScope;
  onChange(scope: CostScope): void;
}

export function CostScopeFields({ scope, onChange }: CostScopeFieldsProps) {
  const texts = useTexts(COSTS_TEXTS);
  const day = (end: "from" | "to") => (
    <label class="field">
      <span>{texts[end]}</span>
      <input
        class="input"
        type="date"
        min="1970-01-02"
        max="2999-12-31"
        value={scope[end]}
        onChange={({ currentTarget: { value } }) => onChange({ ...scope, [end]: value })}
      />
    </label>
  );
  const currencyId = useId();
  const known = CURRENCIES.includes(scope.currency) ? CURRENCIES : [scope.currency, ...CURRENCIES];
  return (
    <>
      {day("from")}
      {day("to")}
      <div class="field">
        <label for={currencyId}>{texts.currency}</label>
        <select
          id={currencyId}
          class="select"
          value={scope.currency}
          onChange={({ currentTarget: { value } }) => onChange({ ...scope, currency: value })}
        >
          {known.map((currency) => (
            <option key={currency}>{currency}</option>
          ))}
        </select>
      </div>
    </>
  );
}
