import { useTexts } from "../../i18n/language.tsx";
import type { SourceNode } from "./source-tree.ts";
import { SOURCES_TEXTS } from "./sources-texts.ts";

/** What a row is called, on one line; what does not fit is in its tooltip. */
export function SourceName({ node }: { node: SourceNode }) {
  const texts = useTexts(SOURCES_TEXTS);
  if (node.kind === "group") {
    return (
      <span class="source-name" title={`utm_${node.field}: ${node.value}`}>
        <b dir="auto">{node.value}</b> <span class="muted source-count">{texts.links(node.links)}</span>
      </span>
    );
  }
  const { code, name, utm } = node.row;
  if (code === "") {
    return (
      <span class="source-name muted" title={texts.withoutLinkHint}>
        {texts.withoutLink}
      </span>
    );
  }
  const tags = Object.entries(utm).map(([field, value]) => `utm_${field}: ${value}`);
  return (
    <span class="source-name" title={[name, code, ...tags].join("\n")}>
      <span dir="auto">{name}</span> {code !== name && <code>{code}</code>}
    </span>
  );
}
