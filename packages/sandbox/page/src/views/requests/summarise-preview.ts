export interface SummaryPart {
  name: string;
  value: string;
}

/** Said by other columns, or the same in every request. */
const KNOWN_ANYWAY = new Set(["botId", "apiToken", "requestType", "userId", "user_id", "update_id"]);
const FIELD = /"(\w+)":\s*(?:("(?:[^"\\]|\\.)*")|(-?[\d.]+(?=[,}])|true|false|null)|([{[]))/g;
const FORM = /^[\w-]+=[^=]*(?:&|$)/;

/**
 * What tells one request from the next, out of the start of its body. Of an update of Telegram: its kind, and its text
 * where the start holds it. Undefined where the body is neither an object of JSON nor a form.
 */
export function summarisePreview(preview: string): SummaryPart[] | undefined {
  if (FORM.test(preview)) {
    return [...new URLSearchParams(preview)]
      .map(([name, value]) => ({ name, value }))
      .filter(({ name }) => !KNOWN_ANYWAY.has(name));
  }
  if (!preview.startsWith("{")) return undefined;
  const parts: SummaryPart[] = [];
  const isUpdate = preview.startsWith('{"update_id"');
  for (const [, name = "", text, word, opened] of preview.matchAll(FIELD)) {
    if (opened !== undefined) {
      if (isUpdate) return [{ name, value: textOf(preview) }];
      break;
    }
    if (!KNOWN_ANYWAY.has(name)) parts.push({ name, value: text === undefined ? (word ?? "") : unquoted(text) });
  }
  return parts;
}

function textOf(preview: string): string {
  const quoted = /"text":\s*("(?:[^"\\]|\\.)*")/.exec(preview)?.[1];
  return quoted === undefined ? "" : unquoted(quoted);
}

function unquoted(quoted: string): string {
  try {
    return String(JSON.parse(quoted));
  } catch {
    return quoted;
  }
}
