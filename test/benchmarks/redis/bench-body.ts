import type { Label } from "@bot-tracker/core";
import { type BenchEvent, benchEvent } from "../recording/bench-event.ts";

/** The body of the request that tells of an event, for everybody alike. */
export type BenchBody = Readonly<Record<string, string>>;

export function toBenchBody(userId: string, event: string, labels: readonly Label[]): BenchBody {
  return { user_id: userId, event_name: event, ...Object.fromEntries(labels.map(({ name, value }) => [name, value])) };
}

/** Body number `index`, as a bot that queues its requests itself would make it. */
export function benchBodyOf(index: number): BenchBody {
  const { userId, event, props }: BenchEvent = benchEvent(index);
  const labels = Object.entries(props).map(([name, value]) => ({ name, value: String(value) }));
  return toBenchBody(String(userId), event, labels);
}
