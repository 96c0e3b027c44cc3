import { type MessengerId, SERVICES } from "@bot-tracker/core/outbox-kit";

/** What the trackers of a messenger's bots read of the services. */
export function variablesOf(messenger: MessengerId): string[] {
  return SERVICES[messenger].flatMap(({ variables }) => Object.values(variables));
}

export const SERVICE_VARIABLES: readonly string[] = [...variablesOf("telegram"), ...variablesOf("max")];

/** What the tracker and its adapters read. */
export const TRACKER_VARIABLES: readonly string[] = [
  ...SERVICE_VARIABLES,
  "BOT_TRACKER_DIR",
  "BOT_TRACKER_SANDBOX",
  "BOT_TRACKER_DISABLED",
];

/** A variable that nothing reads, and the one that was probably meant. */
export interface NearlyOurs {
  given: string;
  meant: string;
}

const MOST_TYPOS = 2;

/** Finds variables whose names are nearly ours, such as TGTRACK_APIKEY, where the right one is not set. */
export function nearlyOurs(set: readonly string[]): NearlyOurs[] {
  const own = TRACKER_VARIABLES.map((name) => ({ name, plain: plain(name) }));
  return set.flatMap((given) => {
    if (TRACKER_VARIABLES.includes(given)) return [];
    const letters = plain(given);
    const [nearest] = own
      .map(({ name, plain }) => ({
        meant: name,
        typos: isLastPartLeftOut(letters, plain) ? 0 : typosBetween(letters, plain),
      }))
      .toSorted((a, b) => a.typos - b.typos);
    if (nearest === undefined || nearest.typos > MOST_TYPOS || set.includes(nearest.meant)) return [];
    return [{ given, meant: nearest.meant }];
  });
}

/** TGTRACK_KEY for TGTRACK_API_KEY, HOWUSEDBOT_TOKEN for HOWUSEDBOT_API_TOKEN. */
function isLastPartLeftOut(given: string, own: string): boolean {
  return own.includes("API") && own.replace("API", "") === given;
}

function plain(name: string): string {
  return name.toUpperCase().replaceAll(/[^A-Z0-9]/g, "");
}

/** The number of letters to add, leave out or change (Levenshtein's distance). */
function typosBetween(one: string, other: string): number {
  let row = Array.from({ length: other.length + 1 }, (_, index) => index);
  for (let i = 1; i <= one.length; i++) {
    const next = [i];
    for (let j = 1; j <= other.length; j++) {
      const changed = (row[j - 1] ?? 0) + (one[i - 1] === other[j - 1] ? 0 : 1);
      next.push(Math.min((row[j] ?? 0) + 1, (next[j - 1] ?? 0) + 1, changed));
    }
    row = next;
  }
  return row.at(-1) ?? 0;
}
