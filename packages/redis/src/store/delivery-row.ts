import type { DeadLetter, DeadReason, Delivery } from "@bot-tracker/core";
import { classOf } from "./store-reply.ts";

/** A delivery as a script returns it; the last element holds fields of its job. */
export type DeliveryRow = [
  id: string,
  destination: string,
  rank: number,
  userId: string,
  expiresAtMs: string,
  bury: 0 | 1,
  dedupeKeys: string[],
  job: (string | null)[],
];

export function toDelivery(row: DeliveryRow): Delivery {
  const [id, destination, rank, userId, expiresAtMs, bury, dedupeKeys, job] = row;
  const [method, body, createdAtMs, attempts] = job;
  return {
    id,
    destination,
    method: method ?? "",
    body: body ?? "",
    class: classOf(rank),
    userId: userId || undefined,
    dedupeKeys,
    createdAtMs: Number(createdAtMs),
    expiresAtMs: Number(expiresAtMs),
    onLostAnswer: bury === 1 ? "bury" : "resend",
    attempts: numberOf(attempts),
  };
}

export function toDeadLetter(row: DeliveryRow): DeadLetter {
  const [diedAtMs, reason] = row[7].slice(4);
  return { ...toDelivery(row), diedAtMs: numberOf(diedAtMs), reason: readReason(reason) };
}

function readReason(text: string | null | undefined): DeadReason {
  try {
    const { code, description, details }: Partial<DeadReason> = JSON.parse(text ?? "");
    if ((typeof code === "number" || typeof code === "string") && typeof description === "string") {
      return { code, description, ...(typeof details === "string" && { details }) };
    }
  } catch {
    // Something else has written it.
  }
  return UNREADABLE;
}

const UNREADABLE: DeadReason = { code: "corrupt", description: "the reason cannot be read" };

function numberOf(text: string | null | undefined): number {
  const number = Number(text ?? 0);
  return Number.isFinite(number) ? number : 0;
}
