import type { TrackingLink } from "@bot-tracker/sandbox";
import type { AdTally, Tally } from "./tally.ts";

export const NO_AD = "without an ad";

/** Every count that differs between the two, each as a sentence. */
export function compareTallies(expected: Tally, received: Tally, links: readonly TrackingLink[]): string[] {
  const wanted = countsOf(expected, links);
  const got = countsOf(received, links);
  return [...new Set([...wanted.keys(), ...got.keys()])].flatMap((name) => {
    const [there, here] = [wanted.get(name) ?? 0, got.get(name) ?? 0];
    return there === here ? [] : [`${name}: ${here} arrived at the sandbox, but ${there} happened.`];
  });
}

export function adName(code: string, links: readonly TrackingLink[]): string {
  if (code === "") return NO_AD;
  return links.find((link) => link.code === code)?.name ?? `unknown code ${code}`;
}

/** Every count under its own name, so that none can be left out of the comparison. */
function countsOf({ ads, events, attendance }: Tally, links: readonly TrackingLink[]): Map<string, number> {
  const counts = new Map<string, number>();
  for (const [code, ad] of ads) {
    for (const [what, count] of Object.entries(ad) as [keyof AdTally, number][]) {
      counts.set(`TGTrack, ${what} (${adName(code, links)})`, count);
    }
  }
  for (const [name, count] of events) counts.set(`TGTrack, event ${name}`, count);
  for (const [name, count] of attendance) counts.set(`HowUsedBot, event ${name}`, count);
  return counts;
}
