import { MemoryOutbox } from "@bot-tracker/core";
import { expect, test } from "vitest";
import { lastingSource } from "../../../../packages/core/src/tracker/lasting-source.ts";

const LIMITS = { key: "key", windows: [{ limit: 2, perMs: 1_000 }] };

test("a slot whose event ended without a word is given back as after a lost answer", async () => {
  const source = lastingSource(new MemoryOutbox("m"));
  for (const _ of [1, 2]) expect(await source.takeSlot(LIMITS, true, 0)).toMatchObject({ granted: true });
  expect(await source.takeSlot(LIMITS, true, 59_999)).toMatchObject({ granted: false });
  // Lost at 60 s, and counted until one window and the server's delay later.
  expect(await source.takeSlot(LIMITS, true, 60_000)).toMatchObject({ granted: false, atMs: 64_001 });
  expect(await source.takeSlot(LIMITS, true, 64_001)).toMatchObject({ granted: true });
});

test("a slot that was answered counts from its answer", async () => {
  const source = lastingSource(new MemoryOutbox("m"));
  const grant = await source.takeSlot({ ...LIMITS, windows: [{ limit: 1, perMs: 1_000 }] }, true, 0);
  if (!grant.granted) throw new Error("expected a slot");
  await source.endSlot(grant.slot, "answered", 500);
  expect(await source.takeSlot({ ...LIMITS, windows: [{ limit: 1, perMs: 1_000 }] }, true, 61_000)).toMatchObject({
    granted: true,
  });
});
