import type { Contenders, Measured, Round } from "../runner/contender.ts";
import { type BenchBody, benchBodyOf } from "./bench-body.ts";
import { addOne, openQueue, openSender, openWorker } from "./bullmq-peer.ts";
import { benchDestination, openRedisTracker, recordLabelled, untilConnected } from "./redis-tracker.ts";
import { sharedMs, waitUntil } from "./shared-clock.ts";

export type MessengerName = "redisOutbox()" | "BullMQ Worker";

export interface LatencySetup {
  name: MessengerName;
  redisUrl: string;
  sinkUrl: string;
}

export type LatencyStep =
  | { step: "open"; setup: LatencySetup; role: "record" | "deliver" | "both" }
  /** One event every `everyMs`. */
  | { step: "record"; events: number; everyMs: number; beginAtMs: number }
  | { step: "start" }
  /** How long each took that was answered here since this was asked last, once there are `least` of them. */
  | { step: "tell"; least: number }
  | { step: "close" };

/** Something that puts the moment of the call into the request. */
interface Messenger {
  recordEvent(index: number): unknown;
  recordStart(): unknown;
  close(): Promise<void>;
}

type OpenMessenger = (
  setup: LatencySetup,
  role: "record" | "deliver" | "both",
  onAnswer: (recordedAtMs: number) => void,
) => Promise<Messenger>;

const FIRST_USER = 9_000_000;

const openTracker: OpenMessenger = async ({ redisUrl, sinkUrl }, role, onAnswer) => {
  const destination = benchDestination({ sinkUrl, onAnswer: (body) => onAnswer(momentIn(JSON.parse(body))) });
  const tracker = openRedisTracker({ redisUrl, role, destination });
  await untilConnected(tracker);
  let nextUser = FIRST_USER;
  return {
    recordEvent: (index) => recordLabelled(tracker, index, { at_ms: String(sharedMs()) }),
    recordStart: () => tracker.userStarted({ user: { id: nextUser++ }, startValue: String(sharedMs()) }),
    close: () => tracker.close(),
  };
};

const openBullmq: OpenMessenger = async ({ redisUrl, sinkUrl }, role, onAnswer) => {
  const queue = openQueue(redisUrl);
  await queue.waitUntilReady();
  const sender = openSender(sinkUrl);
  const worker =
    role === "record"
      ? undefined
      : openWorker(redisUrl, async (body) => {
          await sender.send(body);
          onAnswer(momentIn(body));
        });
  await worker?.waitUntilReady();
  void worker?.run();
  let nextUser = FIRST_USER;
  return {
    recordEvent: (index) => addOne(queue, { ...benchBodyOf(index), at_ms: String(sharedMs()) }),
    recordStart: () => addOne(queue, { user_id: String(nextUser++), payload: String(sharedMs()) }),
    close: async () => {
      await Promise.all([queue.close(), worker?.close(), sender.close()]);
    },
  };
};

function momentIn({ at_ms: ofEvent, payload: ofStart }: BenchBody): number {
  return Number(ofEvent ?? ofStart);
}

const MESSENGERS: Readonly<Record<MessengerName, OpenMessenger>> = {
  "redisOutbox()": openTracker,
  "BullMQ Worker": openBullmq,
};

function messengerProcess(): Round<LatencyStep> {
  let messenger: Messenger | undefined;
  let tookMs: number[] = [];
  let tell = (): void => {};
  let answered = new Promise<void>((resolve) => {
    tell = resolve;
  });
  const onAnswer = (recordedAtMs: number): void => {
    tookMs.push(sharedMs() - recordedAtMs);
    tell();
    answered = new Promise((resolve) => {
      tell = resolve;
    });
  };
  return async (load: LatencyStep): Promise<Measured> => {
    if (load.step === "open") {
      messenger = await MESSENGERS[load.setup.name](load.setup, load.role, onAnswer);
      return {};
    }
    if (messenger === undefined) throw new Error("it is not open");
    switch (load.step) {
      case "record":
        for (let index = 0; index < load.events; index++) {
          await waitUntil(load.beginAtMs + index * load.everyMs);
          messenger.recordEvent(index);
        }
        return {};
      case "start":
        messenger.recordStart();
        return {};
      case "tell": {
        while (tookMs.length < load.least) await answered;
        const told = Object.fromEntries(tookMs.map((ms, index) => [index, ms]));
        tookMs = [];
        return told;
      }
      case "close":
        await messenger.close();
        return {};
    }
  };
}

export const contenders: Contenders<undefined, LatencyStep> = { messenger: messengerProcess };
