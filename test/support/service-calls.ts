import { onTestFinished } from "vitest";
import { createTransport } from "../../packages/core/src/delivery/http/create-transport.ts";
import type { HttpTransport } from "../../packages/core/src/delivery/http/http-transport.ts";
import type { SendContext } from "../../packages/core/src/delivery/sender.ts";
import type { Planned } from "../../packages/core/src/destinations/destination.ts";
import type { Occurrence } from "../../packages/core/src/destinations/occurrence.ts";
import type { Delivery } from "../../packages/core/src/outbox/delivery.ts";
import { RecordingServer } from "./recording-server.ts";
import { BOT_IDENTITY, DATE, privateStart, USER_ID } from "./updates.ts";

/** A server that ends with the test. */
export async function makeServer(): Promise<RecordingServer> {
  const server = await RecordingServer.start();
  onTestFinished(() => server.close());
  return server;
}

/** An address at which nothing listens. */
export async function makeDeadUrl(): Promise<string> {
  const server = await RecordingServer.start();
  const { url } = server;
  await server.close();
  return url;
}

/** What an engine hands to a destination's `send`, with a real HTTP client. */
export function makeContext(more: Partial<SendContext> = {}): SendContext {
  const http: HttpTransport = createTransport();
  onTestFinished(() => http.close());
  return { http, bot: BOT_IDENTITY, signal: new AbortController().signal, ...more };
}

/** A delivery as it comes out of an outbox. */
export function makeDelivery(more: Partial<Delivery> = {}): Delivery {
  return {
    id: "delivery-1",
    destination: "tgtrack",
    method: "add_event",
    body: '{"user_id":"987654321","event_type":"sale"}',
    class: "event",
    userId: "987654321",
    dedupeKeys: [],
    createdAtMs: DATE * 1000,
    expiresAtMs: (DATE + 604_800) * 1000,
    onLostAnswer: "resend",
    attempts: 0,
    ...more,
  };
}

type Of<Kind extends Occurrence["kind"]> = Extract<Occurrence, { kind: Kind }>;

/** The person of `updates.ts` starts the bot by an update. `update: undefined`: told by hand. */
export function startOf(
  more: Omit<Partial<Of<"start">>, "update"> & { update?: object | undefined } = {},
): Of<"start"> {
  const { payload = "PJaf5568712cd", update, ...rest } = more;
  return {
    kind: "start",
    user: { id: String(USER_ID), firstName: "Анна", lastName: "Петрова", username: "anna_petrova" },
    payload,
    payloadKind: payload === "" ? "none" : "deep-link",
    date: DATE,
    ...("update" in more ? update !== undefined && { update } : { update: privateStart({ payload }) }),
    ...rest,
  };
}

export function stopOf(more: Partial<Of<"stop">> = {}): Of<"stop"> {
  return { kind: "stop", userId: String(USER_ID), date: DATE, ...more };
}

export function eventOf(more: Partial<Of<"event">> = {}): Of<"event"> {
  return { kind: "event", userId: String(USER_ID), event: "lesson", labels: [], params: [], date: DATE, ...more };
}

export function goalOf(more: Partial<Of<"goal">> = {}): Of<"goal"> {
  return { kind: "goal", userId: String(USER_ID), target: "userDidSharePhone", date: DATE, ...more };
}

/** The plan of exactly one delivery, with its body as it will stand in the outbox. */
export function onlyDelivery(planned: readonly Planned[]): Extract<Planned, { kind: "deliver" }> & { text: string } {
  const [first, ...others] = planned;
  if (first?.kind !== "deliver" || others.length > 0) {
    throw new Error(`Expected one delivery, got ${JSON.stringify(planned)}`);
  }
  return { ...first, text: JSON.stringify(first.body) };
}
