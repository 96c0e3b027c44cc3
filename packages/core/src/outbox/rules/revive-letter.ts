import type { DeadLetter, NewDelivery } from "../delivery.ts";

/** A dead letter made into a delivery again, with `body` in place of its own if one is given. */
export function reviveLetter(letter: DeadLetter, nowMs: number, body: string = letter.body): NewDelivery {
  const { diedAtMs: _diedAtMs, reason: _reason, id: _id, attempts: _attempts, ...delivery } = letter;
  // It gets as much time as it had at first, or it might expire before it is tried.
  const expiresAtMs = Math.max(letter.expiresAtMs, nowMs + (letter.expiresAtMs - letter.createdAtMs));
  return { ...delivery, body, expiresAtMs };
}
