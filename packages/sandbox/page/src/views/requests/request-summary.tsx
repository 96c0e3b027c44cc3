import type { RequestRow } from "#wire/requests";

/** What a request is about, on one line; the start of its body where that is not understood. */
export function RequestSummary({ summary, preview }: Pick<RequestRow, "summary" | "preview">) {
  if (summary === null) return <code class="request-preview">{preview}</code>;
  return (
    <span class="request-preview">
      {summary.map(({ name, value }, index) => (
        // By index: two labels of one event may have the same name.
        <span key={index} class="summary-part">
          {name}
          {value !== "" && <strong class="summary-value">{value}</strong>}
        </span>
      ))}
    </span>
  );
}
