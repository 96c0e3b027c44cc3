import { destinationsBehind, onOneLine, printable } from "@bot-tracker/core/outbox-kit";
import { ownerOf } from "../outboxes/bot-outbox.ts";
import { type Column, table } from "../text/table.ts";
import { moment } from "../text/time.ts";
import type { FoundLetter } from "./find-letters.ts";

const COLUMNS: readonly Column[] = [
  { title: "id" },
  { title: "bot" },
  { title: "destination" },
  { title: "method" },
  { title: "user" },
  { title: "rejected" },
  { title: "reason" },
];

const LONGEST_REASON = 60;

export function renderLetters(letters: readonly FoundLetter[], limit: number): string {
  if (letters.length === 0) return "There are no dead letters.";
  const rows = letters.map(({ outbox, letter }) => {
    const { id, destination, method, userId = "-", diedAtMs, reason } = letter;
    const text = shortened(`${reason.code} ${reason.description}`);
    return [id, ownerOf(outbox), meantFor(destination), method, userId, moment(diedAtMs), text];
  });
  const listed = table(COLUMNS, rows);
  return letters.length < limit ? listed : `${listed}\n\nThere may be more: see --limit.`;
}

export function renderLetter({ outbox, letter }: FoundLetter): string {
  const { id, destination, method, class: kind, userId, attempts, createdAtMs, diedAtMs, reason, body } = letter;
  const lines: [string, string | undefined][] = [
    ["id", id],
    ["bot", ownerOf(outbox)],
    ["destination", meantFor(destination)],
    ["method", method],
    ["class", kind],
    ["user", userId],
    ["recorded", moment(createdAtMs)],
    ["rejected", moment(diedAtMs)],
    ["attempts", String(attempts)],
    ["code", String(reason.code)],
    ["description", reason.description],
    ["details", reason.details],
  ];
  const shown = lines.filter((line): line is [string, string] => line[1] !== undefined);
  const width = Math.max(...shown.map(([name]) => name.length));
  const facts = shown.map(([name, value]) => `${name.padEnd(width)}  ${onOneLine(value)}`);
  return [...facts, "", printable(readable(body))].join("\n");
}

/** An entry on its way to Redis may be for several destinations. */
function meantFor(destination: string): string {
  const behind = destinationsBehind(destination);
  return behind === undefined ? destination : `${behind.join(", ")} (not yet in Redis)`;
}

function readable(body: string): string {
  try {
    return JSON.stringify(JSON.parse(body), null, 2);
  } catch {
    return body;
  }
}

function shortened(text: string): string {
  const characters = [...text];
  return characters.length <= LONGEST_REASON ? text : `${characters.slice(0, LONGEST_REASON - 1).join("")}…`;
}
