import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";

const read = (path: string): string => readFileSync(fileURLToPath(new URL(`../../${path}`, import.meta.url)), "utf8");

test("docs/webhook.md names every field of an element", () => {
  const source = read("packages/core/src/destinations/webhook/webhook-plan.ts");
  const type = /^export type WebhookNews =([\s\S]*?);$\n\n\/\*\*/m.exec(source)?.[1] ?? "";
  const fields = new Set([...type.matchAll(/\b(\w+)\??: /g)].map(([, field = ""]) => field));
  expect([...fields]).toEqual(expect.arrayContaining(["messenger", "payloadKind"]));
  const text = read("docs/webhook.md");
  expect([...fields].filter((field) => !text.includes(`\`${field}\``))).toEqual([]);
});
