import { userKey } from "../../outbox/rules/user-key.ts";
import type { Checked } from "../../support/checked.ts";
import { fewBitsOf } from "../../support/few-bits-of.ts";
import { checkKey } from "./check-call.ts";

/** What makes a call count once. */
export interface CallIdentity {
  /** Keeps bots apart that share an outbox. */
  botScope: string;
  userId: string;
  /** The event's name or the goal's target, with a letter that tells the two apart. */
  name: string;
  /** As the caller gave it: counts once per user, name and key. */
  key: unknown;
  /** The call's place within its update; undefined for a call outside of one. */
  onceKey: string | undefined;
}

const NONE: Checked<readonly string[]> = { ok: true, value: Object.freeze([]) };

/** The dedupe keys of a bot's own call: its `key` if it has one, else its place in its update, else none. */
export function callKeys({ botScope, userId, name, key, onceKey }: CallIdentity): Checked<readonly string[]> {
  if (key !== undefined) {
    const checked = checkKey(key);
    if (!checked.ok) return checked;
    // As JSON, so that a name and a key that hold the separator cannot look like another pair.
    return { ok: true, value: [userKey(userId, `k:${botScope}:${JSON.stringify([name, checked.value])}`)] };
  }
  // With the user, because one update may report two people: who came, and who brought them. Not named, because this
  // key outlives a purge: a redelivered update must not bring the purged person back.
  return onceKey === undefined ? NONE : { ok: true, value: [`c:${botScope}:${onceKey}:${fewBitsOf(userId)}`] };
}
