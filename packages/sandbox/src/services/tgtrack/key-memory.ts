import { BoundedMap } from "../../bounded-map.ts";
import { emptyLimitState, type LimitState } from "../../limits.ts";
import { Audience } from "./audience.ts";

const MAX_MARKS_OF_A_KEY = 100_000;

/** What TGTrack remembers of one key. */
export interface KeyMemory {
  readonly limits: LimitState;
  readonly audience: Audience;
  /** Marks of what may come only once, such as an update's id. */
  readonly seen: BoundedMap<string, true>;
  /** The MAX chat's link, empty until it is set. */
  chatUrl: string;
}

export function emptyKeyMemory(): KeyMemory {
  return { limits: emptyLimitState(), audience: new Audience(), seen: new BoundedMap(MAX_MARKS_OF_A_KEY), chatUrl: "" };
}
