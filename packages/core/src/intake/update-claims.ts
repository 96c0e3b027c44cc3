import { createObjectMarks, type ObjectMarks } from "../support/object-marks.ts";

const CLAIMS = Symbol.for("@bot-tracker/claimed-updates");

/**
 * Which tracker took which update. Kept on `globalThis`, because two copies of this package, or two trackers on one
 * bot, must agree that the same object counts once, and because a frozen update can carry no mark of its own.
 */
function claims(): ObjectMarks {
  const holder = globalThis as { [CLAIMS]?: ObjectMarks };
  holder[CLAIMS] ??= createObjectMarks();
  return holder[CLAIMS];
}

/** True for the first caller with this very object, false for every later one. */
export function claimUpdate(update: object, owner: object): boolean {
  const known = claims();
  if (known.has(update)) return false;
  known.set(update, owner);
  return true;
}

/** The tracker that took this update. */
export function ownerOfUpdate(update: object): object | undefined {
  return claims().get(update);
}
