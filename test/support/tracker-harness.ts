import { inspect } from "node:util";
import { createTracker, type DeliveryEvent, type Tracker, type TrackerOptions } from "@bot-tracker/core";
import { expect } from "vitest";
import { ManualPorts, turn } from "./manual-ports.ts";
import { type RecordedRequest, RecordingServer } from "./recording-server.ts";
import { BOT } from "./updates.ts";

export const TGTRACK_KEY = "tgtrack-key-A1b2C3d4E5";
export const HOWUSEDBOT_TOKEN = "howusedbot-token-F6g7H8";

export interface TrackerHarnessOptions {
  /** Laid over the options that connect the tracker to the harness. */
  options?: TrackerOptions;
  /** Laid over TGTrack's options. */
  tgtrack?: Exclude<TrackerOptions["tgtrack"], string | false | undefined>;
  howUsedBot?: Exclude<TrackerOptions["howUsedBot"], false | undefined>;
  /** Only this service, or neither but the `destinations` of `options`. Default: both. */
  only?: "tgtrack" | "howUsedBot" | "own";
}

/** One thing that a service was told. */
export interface Told {
  method: string;
  body: Record<string, unknown>;
}

/**
 * A tracker with both services as real HTTP servers, a clock that stands still, and everything it says. Disposing of
 * it closes all and checks what must hold at the end of any test: the accounts balance and no secret was shown.
 */
export class TrackerHarness implements AsyncDisposable {
  readonly tracker: Tracker;
  readonly ports: ManualPorts = new ManualPorts();
  readonly tgtrack: RecordingServer;
  readonly howUsedBot: RecordingServer;
  /** Everything logged, each with its level: `error [bot-tracker] …`. */
  readonly messages: string[] = [];
  readonly happenings: DeliveryEvent[] = [];
  readonly #waiting = new Set<() => void>();

  private constructor(tgtrack: RecordingServer, howUsedBot: RecordingServer, given: TrackerHarnessOptions) {
    this.tgtrack = tgtrack;
    this.howUsedBot = howUsedBot;
    howUsedBot.answer = { body: { ok: true } };
    const say = (level: string) => (message: string) => void this.messages.push(`${level} ${message}`);
    const { only } = given;
    this.tracker = createTracker(
      {
        botId: BOT.id,
        outbox: "memory",
        // Without limits, so that no test waits for a window to pass.
        tgtrack: (only ?? "tgtrack") === "tgtrack" && {
          apiKey: TGTRACK_KEY,
          url: tgtrack.url,
          limits: [],
          ...given.tgtrack,
        },
        howUsedBot: (only ?? "howUsedBot") === "howUsedBot" && {
          apiToken: HOWUSEDBOT_TOKEN,
          url: howUsedBot.url,
          limits: [],
          ...given.howUsedBot,
        },
        ports: this.ports,
        logger: { warn: say("warn"), error: say("error"), debug: say("debug") },
        onDelivery: (happening) => this.#took(happening),
        ...given.options,
      },
      {},
    );
  }

  static async start(given: TrackerHarnessOptions = {}): Promise<TrackerHarness> {
    return new TrackerHarness(await RecordingServer.start(), await RecordingServer.start(), given);
  }

  /** What TGTrack was told so far, in order. */
  get toTgtrack(): Told[] {
    return this.tgtrack.requests.map((request) => ({ method: methodOf(request), body: JSON.parse(request.body) }));
  }

  /** What HowUsedBot was told so far; `method` is the event. */
  get toHowUsedBot(): Told[] {
    return this.howUsedBot.requests.map(({ body }) => {
      const { botId: _botId, apiToken: _apiToken, requestType: _requestType, event, ...rest } = JSON.parse(body);
      return { method: event, body: rest };
    });
  }

  /** The first happening that fits, those before included. */
  async happened(fits: (happening: DeliveryEvent) => boolean): Promise<DeliveryEvent> {
    for (;;) {
      const found = this.happenings.find(fits);
      if (found !== undefined) return found;
      await new Promise<void>((resolve) => this.#waiting.add(resolve));
    }
  }

  /** Moves the clock through the pauses between tries until nothing waits. */
  async settle(): Promise<void> {
    let settled = false;
    const flushed = this.tracker.flush({ timeoutMs: 600_000 }).then(() => {
      settled = true;
    });
    while (!settled) await this.ports.advance(500);
    await flushed;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    try {
      expectBalanced(this.tracker);
      await this.tracker.close({ timeoutMs: 0 });
      expectBalanced(this.tracker);
      const shown =
        this.messages.join("\n") + inspect([this.happenings, this.tracker], { depth: 20, showHidden: true });
      expect(shown).not.toContain(TGTRACK_KEY);
      expect(shown).not.toContain(HOWUSEDBOT_TOKEN);
      await turn();
    } finally {
      await Promise.all([this.tgtrack.close(), this.howUsedBot.close()]);
    }
  }

  #took(happening: DeliveryEvent): void {
    this.happenings.push(happening);
    for (const wake of this.#waiting) wake();
    this.#waiting.clear();
  }
}

/** Nothing accepted is unaccounted for. */
export function expectBalanced(tracker: Tracker): void {
  for (const [name, entry] of Object.entries(tracker.ledger())) {
    const { accepted, delivered, pending, dropped, dead } = entry;
    const lost = Object.values(dropped).reduce((sum, count) => sum + count, 0);
    expect({ name, accepted }).toEqual({ name, accepted: delivered + pending + lost + dead });
  }
}

function methodOf({ path }: RecordedRequest): string {
  return path.split("/").at(-1) ?? "";
}
