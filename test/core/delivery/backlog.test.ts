import { expect, test } from "vitest";
import { Backlog } from "../../../packages/core/src/delivery/backlog.ts";
import type { QuotaWindow } from "../../../packages/core/src/outbox/rules/quota.ts";

const TGTRACK: readonly QuotaWindow[] = [
  { limit: 3, perMs: 1_000 },
  { limit: 500, perMs: 3_600_000 },
  { limit: 5_000, perMs: 86_400_000 },
];

function backlogOf(windows: readonly QuotaWindow[], maxItems?: number): { backlog: Backlog; said: string[] } {
  const said: string[] = [];
  const batch = maxItems === undefined ? {} : { batch: { maxItems, maxBytes: 1, maxWaitMs: 1 } };
  const destination = { name: "tgtrack", quota: { key: "k", windows }, ...batch };
  const messages = { warn: (_topic: string, message: string) => void said.push(message), forget: () => {} };
  return { backlog: new Backlog(destination, messages), said };
}

test("a backlog that takes longer than a day is told of once, with how long it takes", () => {
  const { backlog, said } = backlogOf(TGTRACK);
  for (const ready of [4_000, 41_440, 41_441, 4_000, 3_999, 5_000]) backlog.note(ready);
  expect(said).toEqual([
    expect.stringMatching(
      /^41440 deliveries wait for tgtrack, whose limits allow 4000 of them a day: .*about 10 days\./,
    ),
  ]);
});

test("the next backlog is told of again", () => {
  const { backlog, said } = backlogOf(TGTRACK);
  for (const ready of [6_000, 1_999, 6_001]) backlog.note(ready);
  expect(said.map((message) => message.slice(0, 4))).toEqual(["6000", "6001"]);
});

test("a batch counts as the many deliveries that it carries", () => {
  const { backlog, said } = backlogOf(TGTRACK, 100);
  backlog.note(400_000);
  expect(said).toEqual([]);
  backlog.note(400_001);
  expect(said).toHaveLength(1);
});

test("without limits nothing takes a day", () => {
  const { backlog, said } = backlogOf([]);
  backlog.note(1_000_000);
  expect(said).toEqual([]);
});
