import { parseJsonBody } from "../bodies/parse-json-body.ts";
import { isJsonObject, type JsonObject } from "../support/json-object.ts";
import type { SummaryPart } from "../wire/requests.ts";

/** Said by other columns, or the same in every request. */
const KNOWN_ANYWAY: ReadonlySet<string> = new Set([
  "botId",
  "apiToken",
  "requestType",
  "userId",
  "user_id",
  "update_id",
]);
const FORM = /^[\w-]+=[^=]*(?:&|$)/;
const MAX_PARTS = 8;
const MAX_CHARS = 120;

/**
 * What tells one request from the next: the fields of its body that no other column shows. Of an update of Telegram,
 * the text of the message or what became of the member. Null where the body is neither an object of JSON nor a form.
 */
export function summariseBody(bodyText: string): SummaryPart[] | null {
  const fields = fieldsOf(bodyText);
  if (fields === undefined) return null;
  const parts = typeof fields.update_id === "number" ? partsOfUpdate(fields) : partsOfFields(fields);
  return parts.slice(0, MAX_PARTS).map(({ name, value }) => ({ name: cut(name), value: cut(value) }));
}

function fieldsOf(bodyText: string): JsonObject | undefined {
  if (FORM.test(bodyText)) return Object.fromEntries(new URLSearchParams(bodyText));
  const body = parseJsonBody(bodyText);
  return body.kind === "value" && isJsonObject(body.value) ? body.value : undefined;
}

function partsOfUpdate(update: JsonObject): SummaryPart[] {
  return Object.entries(update)
    .filter(([name]) => name !== "update_id")
    .map(([name, content]) => ({ name, value: isJsonObject(content) ? gistOf(content) : plain(content) }));
}

/** The text of a message; of a changed membership, the status before and after. */
function gistOf(content: JsonObject): string {
  if (typeof content.text === "string") return content.text;
  if (typeof content.data === "string") return content.data;
  const { old_chat_member: before, new_chat_member: after } = content;
  if (!isJsonObject(before) || !isJsonObject(after)) return "";
  return `${plain(before.status)} → ${plain(after.status)}`;
}

function partsOfFields(fields: JsonObject): SummaryPart[] {
  return Object.entries(fields)
    .filter(([name]) => !KNOWN_ANYWAY.has(name))
    .flatMap(([name, value]) => (name === "labels" ? partsOfLabels(value) : [{ name, value: plain(value) }]));
}

function partsOfLabels(labels: unknown): SummaryPart[] {
  if (!Array.isArray(labels)) return [{ name: "labels", value: plain(labels) }];
  return labels.map((label: unknown) =>
    isJsonObject(label)
      ? { name: plain(label.name), value: plain(label.value) }
      : { name: "labels", value: plain(label) },
  );
}

function plain(value: unknown): string {
  return typeof value === "string" ? value : (JSON.stringify(value) ?? "");
}

function cut(text: string): string {
  const line = text.replace(/\s+/g, " ").trim();
  return line.length > MAX_CHARS ? `${line.slice(0, MAX_CHARS - 1)}…` : line;
}
