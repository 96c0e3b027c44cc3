import { join } from "node:path";
import type { Ledger, TrackerOptions } from "@bot-tracker/core";
import type { RecordedRequest, Sandbox } from "@bot-tracker/sandbox";
import { describe, expect, inject } from "vitest";
import { test } from "../../conformance/conformance-test.ts";
import { busiestWindow } from "../../faults/measure/busiest-window.ts";
import { GENEROUS } from "../../support/generous.ts";
import { type RunningProgram, runProgram } from "./run-program.ts";
import type { Runtime } from "./runtime.ts";

const PROGRAM = join(inject("runtimePrograms"), "teller.ts");
const LIMIT = { limit: 10, perMs: 1000 };

for (const runtime of inject("runtimes")) {
  describe(`processes on ${runtime.name}`, () => {
    test("a process killed amid its requests leaves all to the next one, and doubles at most what is ambiguous", async ({
      options,
      sandbox,
    }) => {
      sandbox.fault({ kind: "latency", replyMs: 300 });
      const killed = await startTeller(runtime, options);
      killed.write("starts 1 40");
      await killed.waitForLine("starts 1 40");
      await sandbox.waitFor({ accepted: true }, { count: 3, ...GENEROUS });
      killed.kill("SIGKILL");
      expect(await killed.ended).toMatchObject({ end: "SIGKILL" });

      const next = await startTeller(runtime, options);
      await waitForStarts(sandbox, 40);
      expectDoubledAtMostAmbiguous(sandbox, await endTeller(next), 40);
    });

    test("two processes on one file hold the limit together and send each start once, also when all that nothing references is collected", async ({
      options,
      sandbox,
    }) => {
      sandbox.fault({ kind: "latency", replyMs: { minMs: 10, maxMs: 120 } });
      const [one, other] = await startTwo(runtime, options);
      for (const teller of [one, other]) teller.write("gc");
      await Promise.all([one.waitForLine("gc"), other.waitForLine("gc")]);
      one.write("starts 1 20");
      other.write("starts 21 40");
      await Promise.all([one.waitForLine("starts 1 20"), other.waitForLine("starts 21 40")]);
      await waitForStarts(sandbox, 40);
      await Promise.all([one, other].map(endTeller));

      const requests = startsIn(sandbox);
      expect(requests.map(({ userId }) => userId)).toHaveLength(40);
      const moments = requests.map(({ at }) => at);
      expect(busiestWindow(moments, LIMIT.perMs)).toBeLessThanOrEqual(LIMIT.limit);
    });

    test("of two processes on one file one is killed, and the other sends what that one had left", async ({
      options,
      sandbox,
    }) => {
      sandbox.fault({ kind: "latency", replyMs: 300 });
      const [killed, other] = await startTwo(runtime, options);
      for (const teller of [killed, other]) teller.write("gc");
      killed.write("starts 1 20");
      other.write("starts 21 40");
      await Promise.all([killed.waitForLine("starts 1 20"), other.waitForLine("starts 21 40")]);
      await sandbox.waitFor({ accepted: true }, { count: 3, ...GENEROUS });
      killed.kill("SIGKILL");
      await waitForStarts(sandbox, 40);
      expectDoubledAtMostAmbiguous(sandbox, await endTeller(other), 40);
    });
  });
}

/** With no more than ten starts a second, for TGTrack alone. */
async function startTeller(runtime: Runtime, options: TrackerOptions): Promise<RunningProgram> {
  const { tgtrack, dir } = options;
  const own = { botId: 7_000_000_001, dir, tgtrack: { ...(tgtrack as object), limits: [LIMIT] }, howUsedBot: false };
  const teller = runProgram(runtime, PROGRAM, [], { TRACKER_OPTIONS: JSON.stringify(own) });
  await teller.waitForLine("ready");
  return teller;
}

async function startTwo(runtime: Runtime, options: TrackerOptions): Promise<[RunningProgram, RunningProgram]> {
  return [await startTeller(runtime, options), await startTeller(runtime, options)];
}

/** Its last word is the ledger of its file. */
async function endTeller(teller: RunningProgram): Promise<Ledger> {
  teller.kill("SIGTERM");
  expect(await teller.ended).toMatchObject({ end: 0 });
  return JSON.parse(teller.lines.at(-1) ?? "") as Ledger;
}

function startsIn(sandbox: Sandbox): RecordedRequest[] {
  return sandbox.requests({ service: "tgtrack", accepted: true });
}

/** Resolves when the service knows of that many different people. */
async function waitForStarts(sandbox: Sandbox, people: number): Promise<void> {
  await expect.poll(() => new Set(startsIn(sandbox).map(({ userId }) => userId)).size).toBe(people);
}

function expectDoubledAtMostAmbiguous(sandbox: Sandbox, ledger: Ledger, people: number): void {
  const { ambiguous = 0, pending, dead } = ledger["tgtrack"] ?? {};
  expect({ pending, dead }).toEqual({ pending: 0, dead: 0 });
  expect(startsIn(sandbox).length - people).toBeLessThanOrEqual(ambiguous);
}
