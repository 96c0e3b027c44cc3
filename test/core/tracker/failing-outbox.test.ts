import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import { createTracker, MemoryOutbox, type TrackerOptions } from "@bot-tracker/core";
import { expect, onTestFinished, test } from "vitest";
import { createTracker as createWorkersTracker } from "../../../packages/core/src/workers.ts";
import { ManualPorts } from "../../support/manual-ports.ts";

/** Has no text of its own: not even `String` can say what it is. */
const fail = (): never => {
  throw Object.create(null);
};
const failLater = async (): Promise<never> => fail();

const FAULTS: Record<string, Partial<MemoryOutbox> & { flush?(): Promise<never> }> = {
  "flush throws": { flush: fail },
  "flush rejects": { flush: failLater },
  "ledger throws": { ledger: fail },
  "close throws": { close: fail },
  "close rejects": { close: failLater },
};
const MAKERS = { "on Node": createTracker, "in a Worker": createWorkersTracker };

test.for(
  Object.entries(MAKERS).flatMap(([where, make]) => Object.keys(FAULTS).map((fault) => ({ where, fault, make }))),
)("flush and close never reject $where, and say what was wrong, when an outbox's $fault", async ({ fault, make }) => {
  const said: string[] = [];
  const say = (message: string): void => void said.push(message);
  const options: TrackerOptions = {
    botId: 1,
    tgtrack: { apiKey: "a-key-of-tests", url: "http://127.0.0.1:9" },
    howUsedBot: false,
    logger: { warn: say, error: say },
    outbox: { makeOutbox: () => Object.assign(new MemoryOutbox("failing"), FAULTS[fault]) },
  };
  const tracker = make(options, {});
  await tracker.trackEvent({ userId: 42, event: "lesson" });
  expect(await tracker.flush({ timeoutMs: 50 })).toEqual({ delivered: 0, pending: expect.any(Number) });
  expect(await tracker.close({ timeoutMs: 50 })).toBeUndefined();
  if (fault.startsWith("close") && make === createWorkersTracker) return;
  expect(said.filter((message) => message.includes("something that has no text was thrown"))).not.toEqual([]);
});

test("an outbox whose ledger throws does not end the process when it is looked whether anything is left to send", async () => {
  const said: string[] = [];
  const say = (message: string): void => void said.push(message);
  const ports = new ManualPorts();
  const outbox = new MemoryOutbox("failing");
  const tracker = createTracker(
    {
      botId: 1,
      tgtrack: { apiKey: "a-key-of-tests", url: "http://127.0.0.1:9" },
      howUsedBot: false,
      logger: { warn: say, error: say },
      outbox: { makeOutbox: () => outbox },
      ports,
    },
    {},
  );
  onTestFinished(() => tracker.close({ timeoutMs: 0 }));
  const ledger = outbox.ledger;
  outbox.ledger = fail;
  await ports.advance(200_000);
  expect(said).toEqual([expect.stringContaining("something that has no text was thrown")]);
  outbox.ledger = ledger;
});

test.each(["close throws", "close rejects"])(
  "an outbox whose %s does not end the process when its tracker was forgotten, and it is said",
  async (fault) => {
    setFlagsFromString("--expose-gc");
    const collect = runInNewContext("gc") as () => void;
    const said: string[] = [];
    const say = (message: string): void => void said.push(message);
    const outbox = Object.assign(new MemoryOutbox("failing"), FAULTS[fault]);
    const forget = (): void => {
      createTracker(
        {
          botId: 1,
          tgtrack: { apiKey: "a-key-of-tests", url: "http://127.0.0.1:9" },
          howUsedBot: false,
          logger: { warn: say, error: say },
          outbox: { makeOutbox: () => outbox },
        },
        {},
      );
    };
    forget();
    await expect
      .poll(
        () => {
          collect();
          return said;
        },
        { timeout: 30_000 },
      )
      .toEqual([expect.stringContaining("What forgotten trackers have used could not be closed")]);
  },
);
