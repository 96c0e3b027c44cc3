import { fewBitsOf } from "../../support/few-bits-of.ts";
import type { PersonChange } from "./person.ts";

/**
 * The user id under which a store of core keeps, for bot `""`, until when a purged person was known: `seenAt` of that
 * row. It names nobody, since hundreds of people share it. A file format.
 */
export function purgedMark(userId: string): string {
  return `~${fewBitsOf(userId)}`;
}

/**
 * Whether a change of somebody who is not known happened while a purged person was: an update that comes again, of which
 * no dedupe key tells (an unblock is sent to nobody), must not bring them back. What it leads to is sent all the same.
 *
 * `untilS`: unix seconds; undefined where nobody was purged. Core's stores have the newest thing that was known of the
 * person, Redis the moment of the purge, and repeats this in Lua: `packages/redis/src/store/lua/shared/persons.lua`.
 */
export function isFromBeforePurge(untilS: number | undefined, { date, isNow = false }: PersonChange): boolean {
  return untilS !== undefined && !isNow && date <= untilS;
}
