import { expect, test } from "vitest";
import { type BotProgress, progressLines, progressSummary } from "../../examples/demo/src/screen/progress.ts";
import { plainScreen, terminalScreen } from "../../examples/demo/src/screen/screen.ts";

const dropped = { invalid: 0, "before-send": 0, unsupported: 0, expired: 0, overflow: 0, purged: 0, corrupt: 0 };
const entry = { accepted: 12, delivered: 9, pending: 3, dropped, dead: 0, ambiguous: 0 };
const BOTS: readonly BotProgress[] = [
  { title: "grammY", deedsDone: 7, deedsPlanned: 30, ledger: { tgtrack: entry, howusedbot: entry } },
  { title: "Telegraf", deedsDone: 0, deedsPlanned: 28, ledger: {} },
  { title: "MAX", deedsDone: 3, deedsPlanned: 20, ledger: { tgtrack: entry } },
];

test("progress shows each bot's crowd and services", () => {
  expect(`\n${progressLines(BOTS, 12_345).join("\n")}`).toMatchInlineSnapshot(`
    "
    12 s      crowd         tgtrack            howusedbot
    ────────────────────────────────────────────────────────────
    grammY    7/30 actions  9 sent, 3 waiting  9 sent, 3 waiting
    Telegraf  0/28 actions  0 sent, 0 waiting  0 sent, 0 waiting
    MAX       3/20 actions  9 sent, 3 waiting  —"
  `);
  expect(progressSummary(BOTS, 12_345)).toMatchInlineSnapshot(
    `"12 s: 10/78 actions; tgtrack 18 sent, 6 waiting; howusedbot 9 sent, 3 waiting"`,
  );
});

test("a terminal draws each progress over the last one, cut to its width, and never over what was printed", () => {
  const written: string[] = [];
  const screen = terminalScreen({ write: (text) => written.push(text), columns: 8 });
  screen.progress(["first line", "second line"], "");
  screen.progress(["third line"], "");
  screen.print("the end");
  screen.progress(["new"], "");

  const up = "\u001b[1A\u001b[2K";
  expect(written).toEqual(["first l\nsecond \n", `${up}${up}third l\n`, "the end\n", "new\n"]);
});

test("a log gets a line of progress now and then", () => {
  const written: string[] = [];
  let nowMs = 0;
  const screen = plainScreen({ write: (text) => written.push(text) }, 5_000, () => nowMs);
  for (nowMs = 0; nowMs <= 12_000; nowMs += 1_000) screen.progress([], `${nowMs / 1_000} s`);

  expect(written).toEqual(["0 s\n", "5 s\n", "10 s\n"]);
});
