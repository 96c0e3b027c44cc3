const FNV_OFFSET = 0x811c9dc5;
const FNV_PRIME = 0x01000193;
const BITS = 24;

/**
 * So little of an id that it tells two people of one update apart and names nobody: hundreds of Telegram's users share
 * it. (FNV-1a, folded.)
 */
export function fewBitsOf(id: string): string {
  let hash = FNV_OFFSET;
  for (let index = 0; index < id.length; index++) hash = Math.imul(hash ^ id.charCodeAt(index), FNV_PRIME);
  return (((hash >>> BITS) ^ hash) & (2 ** BITS - 1)).toString(36);
}
