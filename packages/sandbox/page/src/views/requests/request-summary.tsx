import { useMemo } from "preact/hooks";
import { summarisePreview } from "./summarise-preview.ts";

/** The start of a body on one line: what is in it, or the body itself where that is not understood. */
export function RequestSummary({ preview }: { preview: string }) {
  const parts = useMemo(() => summarisePreview(preview), [preview]);
  if (parts === undefined) return <code class="request-preview">{preview}</code>;
  return (
    <span class="request-preview">
      {parts.map(({ name, value }) => (
        <span key={name} class="summary-part">
          {name}
          {value !== "" && <strong class="summary-value">{value}</strong>}
        </span>
      ))}
    </span>
  );
}
