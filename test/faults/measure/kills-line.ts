import type { KillsInVirtualTime, KillsSettings } from "../cases/kills-in-virtual-time.ts";

/** What became of kills in virtual time, as a sentence. */
export function killsLine({ perMinute, countsWithinMs }: KillsSettings, result: KillsInVirtualTime): string {
  const { kills, cutOff, refused, stored, counted, doubled, longestStandstillMs, ledger } = result;
  return (
    `${kills} kills in virtual time, 3 a second and ${perMinute} a minute, counted up to ${countsWithinMs / 1_000} s ` +
    `after a kill: ${cutOff} requests cut off, ${refused} answers 429, ${counted} of ${stored} arrived, ${doubled} ` +
    `doubled (${ledger.ambiguous} ambiguous), the longest standstill ${Math.round(longestStandstillMs)} ms.`
  );
}
