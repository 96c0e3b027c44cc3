import { randomBytes, randomInt } from "node:crypto";

/** Ids of bots and people have at most 52 significant bits (Bot API: User). */
const MAX_ID = 2 ** 52;
const WELL_FORMED = /^(\d{1,16}):[A-Za-z0-9_-]{1,128}$/;

/** The id of the bot that has this token, or undefined if no bot can have it. */
export function botIdIn(token: string): number | undefined {
  const id = Number(WELL_FORMED.exec(token)?.[1]);
  return id > 0 && id <= MAX_ID ? id : undefined;
}

/**
 * A token that nobody takes for a real one, neither people nor programs that look for secrets: it says what it is, and
 * its id is longer than any bot's of Telegram. The id comes from the clock, so that no other run has it.
 */
export function makeToken(nowMs: number): string {
  return `${Math.floor(nowMs) * 1_000 + randomInt(1_000)}:SIMULATED-${randomBytes(9).toString("base64url")}`;
}
