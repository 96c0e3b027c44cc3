import { printable } from "@bot-tracker/core/outbox-kit";
import { count } from "../text/count.ts";
import { wrap } from "../text/wrap.ts";
import type { Diagnosis } from "./diagnose.ts";

const ARROW = "-> ";
const LEVEL_WIDTH = "warning".length;

/** The findings one below the other, each with its advice underneath. */
export function renderDiagnosis({ checks, requests }: Diagnosis, columns: number): string {
  const nameWidth = Math.max(...checks.map(({ name }) => name.length));
  const indent = " ".repeat(LEVEL_WIDTH + nameWidth + 4);
  const lines = checks.flatMap(({ name, level, message, advice }) => {
    const width = Math.max(30, columns - indent.length);
    const text = [
      ...wrap(printable(message), width),
      ...(advice === undefined ? [] : hang(wrap(advice, width - ARROW.length))),
    ];
    const head = `${level.padEnd(LEVEL_WIDTH)}  ${name.padEnd(nameWidth)}  `;
    return text.map((line, index) => `${index === 0 ? head : indent}${line}`.trimEnd());
  });
  const levels = checks.map(({ level }) => level);
  return [...lines, "", summary(levels), ...wrap(spent(requests), columns)].join("\n");
}

function hang(lines: readonly string[]): string[] {
  return lines.map((line, index) => (index === 0 ? ARROW : " ".repeat(ARROW.length)) + line);
}

function summary(levels: readonly string[]): string {
  const found = ["problem", "warning"].flatMap((level) => {
    const times = levels.filter((each) => each === level).length;
    return times === 0 ? [] : [count(times, level, `${level}s`)];
  });
  return found.length === 0 ? "All is well." : `${found.join(" and ")}.`;
}

function spent(requests: Diagnosis["requests"]): string {
  const names = Object.keys(requests);
  if (names.length === 0) return "No requests were sent.";
  const whom = names.length === 1 ? names.join("") : `each of ${names.join(", ")}`;
  return `One request was sent to ${whom}. Requests to a service count against its key's limits.`;
}
