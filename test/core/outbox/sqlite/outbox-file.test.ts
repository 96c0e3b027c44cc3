import { existsSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, onTestFinished, test } from "vitest";
import { OutboxFile, type OutboxFileError } from "../../../../packages/core/src/outbox-kit.ts";
import { temporaryFolder } from "../../../support/temporary-folder.ts";
import { delivery, lease, nameOf, putAll, START_MS } from "../outbox-fixtures.ts";
import { openSqlite } from "./sqlite-fixtures.ts";

const LIMITS = { key: "a-hash", windows: [{ limit: 3, perMs: 1_000 }] };

function open(path: string): OutboxFile {
  const file = new OutboxFile(path);
  onTestFinished(() => file.close());
  return file;
}

function failureOf(path: string): string {
  try {
    open(path);
    return "none";
  } catch (error) {
    return (error as OutboxFileError).failure;
  }
}

/** A bot's outbox that stays open during the test, and the same file from outside. */
function botAndTool(bounds: { maxItems?: number } = {}) {
  const path = join(temporaryFolder(), "default.sqlite");
  const { outbox } = openSqlite({ path, bounds });
  onTestFinished(() => outbox.close());
  return { path, outbox, tool: open(path) };
}

describe("an outbox's file from outside", () => {
  test("shows what a running bot has stored", async () => {
    const { outbox, tool } = botAndTool();
    await putAll(outbox, [delivery("one"), delivery("two")]);

    expect(tool.ledger()).toEqual(outbox.ledger());
    expect(tool.oldestPendingAt("tgtrack")).toBe(START_MS);
  });

  test("a letter retried there is ready in the bot, with its mended body", async () => {
    const { outbox, tool } = botAndTool();
    const reason = { code: 422, description: "Unprocessable entity" };
    await outbox.put({ items: [{ kind: "bury", delivery: delivery("dead"), reason }] }, START_MS);
    const [letter] = tool.deadLetters();

    expect(tool.retryDead(letter?.id ?? "", START_MS, '"mended"')).toBe(true);

    expect((await lease(outbox)).map(nameOf)).toEqual(["mended"]);
    expect(tool.retryDead(letter?.id ?? "", START_MS)).toBe(false);
  });

  test("throws nothing out, because the bot may have been given greater bounds", async () => {
    const { outbox, tool } = botAndTool({ maxItems: 2 });
    await putAll(outbox, [delivery("one"), delivery("two")]);
    const reason = { code: 422, description: "Unprocessable entity" };
    await outbox.put({ items: [{ kind: "bury", delivery: delivery("dead"), reason }] }, START_MS);
    const [letter] = tool.deadLetters();

    tool.retryDead(letter?.id ?? "", START_MS);

    expect(tool.ledger()["tgtrack"]).toMatchObject({ pending: 3, dead: 0, dropped: { overflow: 0 } });
  });

  test("a request made there takes its place in the quota of the bot's key, also after its end", () => {
    const { outbox, tool } = botAndTool();

    const grants = [1, 2, 3, 4].map(() => tool.takeSlot(LIMITS, START_MS));
    expect(grants.map(({ granted }) => granted)).toEqual([true, true, true, false]);
    expect(outbox.quotaUsed(LIMITS, START_MS)).toEqual([3]);

    const [first, second, third] = grants;
    if (first?.granted === true) tool.endSlot(first.slot, "answered", START_MS + 100);
    if (second?.granted === true) tool.endSlot(second.slot, "never-sent", START_MS + 100);
    if (third?.granted === true) tool.endSlot(third.slot, "lost", START_MS + 100);
    expect(outbox.quotaUsed(LIMITS, START_MS + 200)).toEqual([2]);
    // The service may count the one whose answer was lost for half a minute more.
    expect(outbox.quotaUsed(LIMITS, START_MS + 1_200)).toEqual([1]);
    expect(outbox.quotaUsed(LIMITS, START_MS + 31_200)).toEqual([0]);
  });

  test("is never made: a wrong path stays as empty as it was", () => {
    const path = join(temporaryFolder(), "absent.sqlite");

    expect(failureOf(path)).toBe("missing");
    expect(existsSync(path)).toBe(false);
  });

  test("is never repaired nor brought to another version", () => {
    const path = join(temporaryFolder(), "default.sqlite");
    writeFileSync(path, "");
    expect(failureOf(path)).toBe("empty");
    writeFileSync(path, "this is no database".repeat(1_000));
    expect(failureOf(path)).toBe("damaged");
  });
});
