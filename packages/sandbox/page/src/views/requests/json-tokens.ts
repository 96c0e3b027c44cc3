export interface JsonToken {
  kind: "key" | "string" | "number" | "word" | "punctuation" | "space";
  text: string;
}

const TOKEN = /"(?:[^"\\]|\\.)*"|-?\d[\d.eE+-]*|true|false|null|[{}[\],:]/g;
const INDENT = "  ";

/**
 * JSON cut into its parts and indented; undefined where the text is no JSON. Numbers keep every digit, as one of a
 * person's ids may have more than JavaScript can count; letters written as \u0438 are shown as letters.
 */
export function jsonTokens(text: string): JsonToken[] | undefined {
  try {
    JSON.parse(text);
  } catch {
    return undefined;
  }
  const parts = text.match(TOKEN) ?? [];
  const tokens: JsonToken[] = [];
  let depth = 0;
  const breakLine = () => tokens.push({ kind: "space", text: `\n${INDENT.repeat(depth)}` });
  parts.forEach((part, index) => {
    const next = parts[index + 1];
    if (part === "{" || part === "[") {
      tokens.push({ kind: "punctuation", text: part });
      depth++;
      if (next !== "}" && next !== "]") breakLine();
    } else if (part === "}" || part === "]") {
      depth--;
      const before = parts[index - 1];
      if (before !== "{" && before !== "[") breakLine();
      tokens.push({ kind: "punctuation", text: part });
    } else if (part === ",") {
      tokens.push({ kind: "punctuation", text: part });
      breakLine();
    } else if (part === ":") {
      tokens.push({ kind: "punctuation", text: ": " });
    } else {
      tokens.push({ kind: kindOf(part, next), text: part.startsWith('"') ? readable(part) : part });
    }
  });
  return tokens;
}

function kindOf(part: string, next: string | undefined): JsonToken["kind"] {
  if (part.startsWith('"')) return next === ":" ? "key" : "string";
  return part === "true" || part === "false" || part === "null" ? "word" : "number";
}

function readable(quoted: string): string {
  return JSON.stringify(JSON.parse(quoted));
}
