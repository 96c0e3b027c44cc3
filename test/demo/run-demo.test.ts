import type { Sandbox } from "@bot-tracker/sandbox";
import { test as base, expect } from "vitest";
import type { BotRole } from "../../examples/demo/src/cast/bot-role.ts";
import { CAST } from "../../examples/demo/src/cast/cast.ts";
import { seededRandom } from "../../examples/demo/src/crowd/seeded-random.ts";
import { startDemoSandbox } from "../../examples/demo/src/demo-sandbox.ts";
import { type DemoOptions, runDemo } from "../../examples/demo/src/run-demo.ts";
import type { Screen } from "../../examples/demo/src/screen/screen.ts";

const SMALL = { people: 4, lessons: 3, phones: 2, checkouts: 2, payments: 1, talks: 1, blocks: 2, returns: 1 };
const SMALL_CAST: readonly BotRole[] = CAST.map((role) => ({
  ...role,
  crowd: role.messenger === "max" ? { ...SMALL, payments: 0 } : SMALL,
}));
const SILENT: Screen = { progress: () => undefined, print: () => undefined };

const test = base.extend<{ sandbox: Sandbox; options: DemoOptions }>({
  // biome-ignore lint/correctness/noEmptyPattern: vitest reads the fixtures a fixture needs off this pattern.
  sandbox: async ({}, use) => {
    const sandbox = await startDemoSandbox(SMALL_CAST);
    await use(sandbox);
    await sandbox.close();
  },
  options: async ({ sandbox }, use) => {
    await use({
      cast: SMALL_CAST,
      timing: { arrivalsMs: 500, pauseMs: 1_200, random: seededRandom(1) },
      sandbox,
      screen: SILENT,
      signal: new AbortController().signal,
      drainTimeoutMs: 120_000,
    });
  },
});

test("four bots in processes of their own deliver all that a small crowd does", async ({ options }) => {
  const { reports, problems, outputs } = await runDemo(options);

  expect(problems).toEqual([]);
  // Said once; nothing else is.
  const noStops = expect.stringMatching(/^\[bot-tracker\] TGTrack has no method for stops of MAX bots[^\n]*$/);
  expect(outputs).toEqual([{ title: "MAX", text: noStops }]);
  expect(reports.map(({ arrived }) => arrived)).toEqual([
    ...Array(3).fill({ tgtrack: 15, howusedbot: 20 }),
    { tgtrack: 12 },
  ]);
  const inMax = reports.find(({ role }) => role.messenger === "max");
  expect(inMax?.ledger["tgtrack"]).toMatchObject({ accepted: 14, delivered: 12, dropped: { unsupported: 2 } });
});

test("a service that takes nothing ends in a failure that says what is missing", async ({ options, sandbox }) => {
  sandbox.fault({ kind: "error", code: 503, recorded: false, match: { service: "tgtrack" } });
  const timing = { ...options.timing, arrivalsMs: 100, pauseMs: 200 };
  const { problems } = await runDemo({ ...options, timing, cast: SMALL_CAST.slice(0, 1), drainTimeoutMs: 100 });

  expect(problems).toContain("grammY: TGTrack, event lesson: 0 arrived at the sandbox, but 3 happened.");
  expect(problems).toContain("grammY: tgtrack: 15 were still waiting at the end.");
});

test("a demo that is stopped leaves no bot behind", async ({ options }) => {
  const stop = new AbortController();
  const screen: Screen = { ...SILENT, progress: () => stop.abort(new Error("Stopped by the test.")) };

  await expect(runDemo({ ...options, screen, signal: stop.signal })).rejects.toThrow("Stopped by the test.");
  // Node lets go of a child's handle only some turns after the child's end.
  await expect.poll(() => process.getActiveResourcesInfo()).not.toContain("ProcessWrap");
});
