interface ChosenFilterProps {
  label: string;
  value: string;
  /** The label of no choice. */
  all: string;
  options: readonly { value: string; text: string }[];
  onChange(value: string): void;
}

/** A filter that is chosen from a list. */
export function ChosenFilter({ label, value, all, options, onChange }: ChosenFilterProps) {
  const isListed = value === "" || options.some((option) => option.value === value);
  return (
    <label class="filter">
      <span class="visually-hidden">{label}</span>
      <select
        class={value === "" ? "select" : "select chosen"}
        value={value}
        onChange={(event) => onChange(event.currentTarget.value)}
      >
        <option value="">{all}</option>
        {options.map((option) => (
          <option key={option.value} value={option.value}>
            {option.text}
          </option>
        ))}
        {!isListed && <option value={value}>{value}</option>}
      </select>
    </label>
  );
}
