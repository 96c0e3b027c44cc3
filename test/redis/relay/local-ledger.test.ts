import type { LedgerEntry } from "@bot-tracker/core";
import { emptyLedgerEntry } from "@bot-tracker/core/outbox-kit";
import { expect, it } from "vitest";
import { localLedger } from "../../../packages/redis/src/relay/local-ledger.ts";
import { expectBalanced } from "./fakes/entries.ts";

function account(more: Partial<Omit<LedgerEntry, "dropped">> & { overflow?: number; expired?: number }): LedgerEntry {
  const { overflow = 0, expired = 0, ...entry } = more;
  const empty = emptyLedgerEntry();
  return { ...empty, ...entry, dropped: { ...empty.dropped, overflow, expired } };
}

it("counts what waits here for each destination as often as it is meant for it", () => {
  const ledger = localLedger(
    {
      '["a","b","b"]': account({ accepted: 10, delivered: 4, pending: 5, overflow: 1 }),
      '["b"]': account({ accepted: 3, pending: 2, expired: 1 }),
      "[]": account({ accepted: 7, pending: 7 }),
    },
    () => 0,
  );
  expect(Object.keys(ledger).sort()).toEqual(["a", "b"]);
  expect(ledger["a"]).toMatchObject({ accepted: 6, delivered: 0, pending: 5, dropped: { overflow: 1 } });
  expect(ledger["b"]).toMatchObject({ accepted: 15, pending: 12, dropped: { overflow: 2, expired: 1 } });
  expectBalanced(ledger);
});

it("leaves out what Redis has already", () => {
  const local = { '["a"]': account({ accepted: 5, pending: 5 }) };
  expect(localLedger(local, () => 2)["a"]).toMatchObject({ accepted: 3, pending: 3 });
  expect(localLedger(local, () => 9)["a"]).toMatchObject({ accepted: 0, pending: 0 });
});

it("knows what an outbox without Redis had left in the same file", () => {
  const local = { tgtrack: account({ accepted: 100, delivered: 90, pending: 7, expired: 2, dead: 1 }) };
  const ledger = localLedger(local, () => 0);
  expect(ledger["tgtrack"]).toMatchObject({ accepted: 10, delivered: 0, pending: 7, dead: 1, dropped: { expired: 2 } });
  expectBalanced(ledger);
});
