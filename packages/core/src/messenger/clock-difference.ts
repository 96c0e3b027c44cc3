/** How far the messenger's clock is ahead of this machine's, in milliseconds: not less, not more. */
export interface ClockDifference {
  leastMs: number;
  mostMs: number;
}

export const UNKNOWN_DIFFERENCE: ClockDifference = Object.freeze({
  leastMs: Number.NEGATIVE_INFINITY,
  mostMs: Number.POSITIVE_INFINITY,
});

/** A machine whose clock is off by more cannot reach the messenger at all: no certificate is valid then. */
const MOST_BELIEVED_MS = 366 * 86_400_000;

/**
 * What a date shows that the messenger gave something that was sent between `sentAtMs` and `answeredAtMs` of this
 * machine. The messenger cuts dates to seconds.
 */
export function differenceOfSent(dateSeconds: number, sentAtMs: number, answeredAtMs: number): ClockDifference {
  return { leastMs: dateSeconds * 1000 - answeredAtMs, mostMs: (dateSeconds + 1) * 1000 - sentAtMs };
}

/**
 * What a date shows that the messenger gave something that arrived just now. It may have been on its way for long, so
 * that only one from this machine's future says anything.
 */
export function differenceOfReceived(dateSeconds: number, nowMs: number): ClockDifference {
  return { leastMs: dateSeconds * 1000 - nowMs, mostMs: Number.POSITIVE_INFINITY };
}

/** What is known after another proof. Where they contradict each other the clock was set meanwhile: the newer holds. */
export function withProof(known: ClockDifference, proof: ClockDifference): ClockDifference {
  if (proof.leastMs > MOST_BELIEVED_MS || proof.mostMs < -MOST_BELIEVED_MS) return known;
  const leastMs = Math.max(known.leastMs, proof.leastMs);
  const mostMs = Math.min(known.mostMs, proof.mostMs);
  return leastMs <= mostMs ? { leastMs, mostMs } : proof;
}

/** The machine's clock is believed as far as nothing shows it to be wrong. */
export function likelyMs({ leastMs, mostMs }: ClockDifference): number {
  return Math.min(Math.max(0, leastMs), mostMs);
}
