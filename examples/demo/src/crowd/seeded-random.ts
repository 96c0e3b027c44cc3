/** Numbers from 0 up to 1, the same ones for the same seed (Mulberry32, in the public domain). */
export function seededRandom(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}

/** A copy in a random order (Fisher and Yates). */
export function shuffled<T>(items: readonly T[], random: () => number): T[] {
  const copy = [...items];
  for (let end = copy.length - 1; end > 0; end--) {
    const at = Math.floor(random() * (end + 1));
    [copy[end], copy[at]] = [copy[at] as T, copy[end] as T];
  }
  return copy;
}
