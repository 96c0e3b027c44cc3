import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import {
  createTracker,
  type PaymentsOptions,
  payments,
  TrackerConfigError,
  type TrackerOptions,
} from "@bot-tracker/core";
import { tracker } from "@bot-tracker/grammy";
import { expect, test } from "vitest";
import { optionTables } from "./option-tables.ts";

const read = (path: string): string => readFileSync(fileURLToPath(new URL(`../../${path}`, import.meta.url)), "utf8");

const documented = optionTables(read("docs/options.md"));

/** The options there are, as the refusal of one that does not exist lists them. */
function knownOptions(give: (options: object) => unknown): string[] {
  try {
    give({ noSuchOption: 1 });
  } catch (error) {
    const list = error instanceof TrackerConfigError && /The options are (.+)\.$/.exec(error.message)?.[1];
    if (list) return list.split(", ").sort();
  }
  throw new Error("An option that does not exist was not refused with the list of those that do.");
}

/** The properties that a type declares, for options that are refused one by one and never listed. */
function declaredProperties(path: string, name: string): string[] {
  const body = new RegExp(`^export interface ${name} \\{$([\\s\\S]*?)^\\}$`, "m").exec(read(path))?.[1] ?? "";
  return [...body.matchAll(/^ {2}(\w+)\??:/gm)].map(([, property = ""]) => property).sort();
}

test.each([
  ["Of a tracker", (options: object) => tracker(options)],
  ["tgtrack", (options: object) => createTracker({ tgtrack: options })],
  ["howUsedBot", (options: object) => createTracker({ howUsedBot: options })],
  ["payments", (options: object) => payments({ currency: "RUB", ...options } as PaymentsOptions)],
  ["memory", (options: object) => createTracker({ memory: options } satisfies TrackerOptions)],
])("docs/options.md lists under %j every option that is accepted there, and no other", (heading, give) => {
  expect(documented.get(heading)?.toSorted()).toEqual(knownOptions(give));
});

test("docs/options.md lists every option of webhook(), and no other", () => {
  const declared = declaredProperties("packages/core/src/destinations/webhook/webhook-options.ts", "WebhookOptions");
  expect(declared).toContain("secret");
  expect(documented.get("webhook")?.toSorted()).toEqual(declared);
});

test("docs/options.md and the package's own README list every option of redisOutbox(), and no other", () => {
  const declared = declaredProperties("packages/redis/src/options/redis-outbox-options.ts", "RedisOutboxOptions");
  expect(declared).toContain("role");
  expect(documented.get("redisOutbox")?.toSorted()).toEqual(declared);
  expect(optionTables(read("packages/redis/README.md")).get("Options")?.toSorted()).toEqual(declared);
});
