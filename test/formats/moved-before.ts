import type { OutboxEntry } from "@bot-tracker/core";
import { BOT_ID, DAY_MS, WRITTEN_MS } from "./moments.ts";

/** What all keys of the fixture in Redis begin with. */
export const SCOPE = `bot-tracker:{${BOT_ID}}:`;

/** Came to Redis from a machine, which may not know so and move it again. */
export const MOVED_BEFORE: readonly { id: string; entry: OutboxEntry; recordedAtMs: number }[] = [
  {
    id: "machine-1",
    recordedAtMs: WRITTEN_MS,
    entry: {
      items: [
        {
          kind: "deliver",
          delivery: {
            destination: "tgtrack",
            method: "add_event",
            body: '{"user_id":"301","event_type":"moved"}',
            class: "event",
            dedupeKeys: [],
            createdAtMs: WRITTEN_MS,
            expiresAtMs: WRITTEN_MS + 7 * DAY_MS,
            onLostAnswer: "resend",
          },
        },
      ],
    },
  },
];
