import { createTracker } from "@bot-tracker/core";
import { OutboxFile, OutboxFileError } from "@bot-tracker/core/outbox-kit";
import { describe, expect, it } from "vitest";
import { RecordingServer } from "../support/recording-server.ts";
import { temporaryFolder } from "../support/temporary-folder.ts";
import { expectBalanced } from "../support/tracker-harness.ts";
import { COMMITS, Fixtures } from "./fixtures.ts";
import { BOT_ID, MINUTE_MS, WRITTEN_MS } from "./moments.ts";
import { openLocalOutbox } from "./open-local-outbox.ts";
import { readBack } from "./read-back.ts";
import { personsReadFrom, readPersons } from "./read-persons.ts";
import { recordLikeABot } from "./record-like-a-bot.ts";

/** As JSON has it: without what is undefined. */
function asJson(value: unknown): unknown {
  return JSON.parse(JSON.stringify(value));
}

describe.each(COMMITS)("SQLite files written by %s", (commit) => {
  const fixtures = new Fixtures(commit);
  const names = ["closed", "killed", "two-destinations"];

  it.each(names)("%s: reads back as its own version read it", async (name) => {
    const dir = temporaryFolder();
    fixtures.unpack(name, dir);
    const { outbox, said } = openLocalOutbox(dir);
    expect(outbox.kind).toBe("sqlite");
    expect(await readPersons(outbox)).toEqual(personsReadFrom(commit));
    expect(asJson(await readBack(outbox))).toEqual(fixtures.expected(name));
    await outbox.close();
    expect(said).toEqual([]);
  });

  it.each(names)("%s: a bot sends all that waits, each once, and knows again what it had recorded", async (name) => {
    const dir = temporaryFolder();
    fixtures.unpack(name, dir);
    const { ledger, drained, deadLetters } = fixtures.expected(name) as Expected;
    await using tgtrack = await RecordingServer.start();
    await using howUsedBot = await RecordingServer.start();
    howUsedBot.answer = { body: { ok: true } };
    // All leases and delays are over by then, so that no clock has to move.
    const nowMs = WRITTEN_MS + 20 * MINUTE_MS;
    const tracker = createTracker(
      {
        botId: BOT_ID,
        dir,
        tgtrack: { apiKey: "key", url: tgtrack.url, limits: [] },
        howUsedBot: name === "two-destinations" && { apiToken: "token", url: howUsedBot.url, limits: [] },
        ports: { nowMs: () => nowMs },
      },
      {},
    );
    expect(tracker.ledger()).toMatchObject(ledger);
    expectBalanced(tracker);
    await recordLikeABot(tracker);
    expect(accepted(tracker.ledger())).toEqual(accepted(ledger));
    expect(await tracker.dead.retry(deadLetters[0]?.id ?? "")).toBe(true);
    expect(await tracker.flush({ timeoutMs: 30_000 })).toMatchObject({ pending: 0 });
    const sent = [...tgtrack.requests, ...howUsedBot.requests].map(({ body }) => withoutKeys(body));
    const waited = drained.flatMap(({ deliveries }) => deliveries).map(({ body }) => withoutKeys(body));
    expect(sent.sort()).toEqual(waited.sort());
    expectBalanced(tracker);
    await tracker.close();
  });

  it("are the command line's to look into as soon as a bot has opened them, and left as they are before", async () => {
    const dir = temporaryFolder();
    const path = fixtures.unpack("closed", dir);
    const { ledger } = fixtures.expected("closed") as Expected;
    const look = (): unknown => {
      const file = new OutboxFile(path);
      try {
        return file.ledger();
      } finally {
        file.close();
      }
    };
    try {
      expect(look()).toEqual(ledger);
    } catch (error) {
      expect(error).toBeInstanceOf(OutboxFileError);
      expect(error).toMatchObject({ failure: "older" });
    }
    await openLocalOutbox(dir).outbox.close();
    expect(look()).toEqual(ledger);
  });
});

interface Expected {
  ledger: Record<string, { accepted: number }>;
  deadLetters: { id: string }[];
  drained: { deliveries: { body: string }[] }[];
}

function accepted(ledger: Expected["ledger"]): Record<string, number> {
  return Object.fromEntries(Object.entries(ledger).map(([name, entry]) => [name, entry.accepted]));
}

/** HowUsedBot's key stands in what is sent, and not in what waits. */
function withoutKeys(body: string): string {
  const { botId: _botId, apiToken: _apiToken, ...rest } = JSON.parse(body);
  return JSON.stringify(rest);
}
