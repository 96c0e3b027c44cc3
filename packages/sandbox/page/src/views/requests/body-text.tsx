import { useMemo } from "preact/hooks";
import { jsonTokens } from "./json-tokens.ts";

/** A body for reading: JSON indented and coloured, anything else as it is. */
export function BodyText({ text, label }: { text: string; label: string }) {
  const tokens = useMemo(() => jsonTokens(text), [text]);
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: a long body is scrolled by the keyboard
    <section class="body-text" aria-label={label} tabIndex={0}>
      <pre>
        {tokens === undefined
          ? text
          : tokens.map(({ kind, text: part }, index) =>
              kind === "space" || kind === "punctuation" ? (
                part
              ) : (
                <span key={index} class={`json-${kind}`}>
                  {part}
                </span>
              ),
            )}
      </pre>
    </section>
  );
}
