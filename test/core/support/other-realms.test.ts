import { globSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { runInNewContext } from "node:vm";
import { MemoryOutbox } from "@bot-tracker/core";
import { expect, onTestFinished, test } from "vitest";
import { fetchFailureOf } from "../../../packages/core/src/delivery/http/fetch-failure.ts";
import { unixSeconds } from "../../../packages/core/src/destinations/unix-seconds.ts";
import { checkDate } from "../../../packages/core/src/intake/calls/check-date.ts";
import { sqliteCodeOf } from "../../../packages/core/src/outbox/sqlite/driver/sqlite-code-of.ts";
import { errorMessage } from "../../../packages/core/src/support/error-text.ts";
import { isAbortSignal } from "../../../packages/core/src/support/is-abort-signal.ts";
import { swallowRejection } from "../../../packages/core/src/support/swallow-rejection.ts";
import { TrackerHarness } from "../../support/tracker-harness.ts";
import { privateStart } from "../../support/updates.ts";

/** A value of a realm of its own, as what Node's modules throw is under Jest. */
const foreign = (code: string): unknown => runInNewContext(code);

test("an error of another realm is read like one of this realm", () => {
  expect(errorMessage(foreign(`new Error("no room")`))).toBe("no room");
  expect(sqliteCodeOf(foreign(`Object.assign(new Error("database is locked"), { errcode: 261 })`))).toBe(5);
  expect(sqliteCodeOf(foreign(`Object.assign(new Error("disk I/O error: x"), { code: "ERR_SQLITE_ERROR" })`))).toBe(10);
  const refused = foreign(
    `new TypeError("fetch failed", { cause: Object.assign(new Error("connect"), { code: "ECONNREFUSED" }) })`,
  );
  expect(fetchFailureOf(refused)).toMatchObject({ answerLost: false });
});

test("a date of another realm is a date", () => {
  const date = foreign("new Date(1760000000000)") as Date;
  expect(unixSeconds(date, "date")).toEqual({ ok: true, value: 1_760_000_000 });
  expect(checkDate("date", date, 1_760_000_000_000)).toEqual({ ok: true, value: 1_760_000_000 });
});

test("a rejection of another realm's promise, or of a library's, is handled", async () => {
  const unhandled: unknown[] = [];
  const note = (error: unknown): void => void unhandled.push(error);
  process.on("unhandledRejection", note);
  onTestFinished(() => void process.off("unhandledRejection", note));
  const seen: string[] = [];
  const say = (error: unknown): void => void seen.push(errorMessage(error));
  swallowRejection(foreign(`Promise.reject(new Error("one"))`), say);
  // biome-ignore lint/suspicious/noThenProperty: what query builders give.
  swallowRejection({ then: (_: unknown, fail: (error: Error) => void) => fail(new Error("two")) }, say);
  const get = (): never => {
    throw new Error("three");
  };
  // `in` finds it, and reading it throws.
  swallowRejection(new Proxy({}, { has: () => true, get }), say);
  await expect.poll(() => seen.sort()).toEqual(["one", "three", "two"]);
  expect(unhandled).toEqual([]);
});

test("an abort signal is one by what it does: another realm's, or a library's", () => {
  expect(isAbortSignal(new AbortController().signal)).toBe(true);
  expect(isAbortSignal({ aborted: false, addEventListener: () => {} })).toBe(true);
  for (const other of [undefined, null, {}, "signal", { aborted: true }]) expect(isAbortSignal(other)).toBe(false);
});

test("an outbox that answers with promises of another realm is waited for", async () => {
  const asForeign = foreign("(value) => Promise.resolve(value)") as <T>(value: T) => T;
  class ForeignOutbox extends MemoryOutbox {
    override put: MemoryOutbox["put"] = (...args) => asForeign(super.put(...args));
    override lease: MemoryOutbox["lease"] = (...args) => asForeign(super.lease(...args));
  }
  await using harness = await TrackerHarness.start({
    options: { outbox: { makeOutbox: () => new ForeignOutbox("foreign") } },
  });
  harness.tracker.handleUpdate(privateStart());
  expect(await harness.tracker.trackEvent({ userId: 42, event: "lesson" })).toEqual({ stored: true });
  await harness.tracker.flush();
  expect(harness.tracker.ledger()["tgtrack"]).toMatchObject({ accepted: 2, delivered: 2 });
  expect(harness.messages).toEqual([]);
});

test("nothing is told by a class of which every realm has its own", () => {
  const packages = fileURLToPath(new URL("../../../packages/", import.meta.url));
  const files = globSync("{core,redis,grammy,telegraf,node-telegram-bot-api,max}/src/**/*.ts", { cwd: packages });
  const told = files.filter((file) =>
    /instanceof (?:Error|TypeError|Date|AbortSignal)\b/.test(readFileSync(packages + file, "utf8")),
  );
  // Its only use of it is the text of a message.
  expect(told.filter((file) => !file.endsWith("sqlite/eraser.ts"))).toEqual([]);
});
