import "./named-values.css";

/** A few values, each with its name beside it; nothing where there is none. */
export function NamedValues({ values }: { values: readonly { name: string; value: string }[] }) {
  if (values.length === 0) return null;
  return (
    <ul class="named-values">
      {values.map(({ name, value }, index) => (
        // A label may come twice.
        <li key={index}>
          <span>{name}</span> {value}
        </li>
      ))}
    </ul>
  );
}
