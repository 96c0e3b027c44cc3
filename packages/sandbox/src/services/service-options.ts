import type { KeyRing } from "../key-ring.ts";
import type { LimitRules } from "../limits.ts";

/** What both services go by. */
export interface ServiceOptions {
  keys: KeyRing;
  limits: LimitRules;
  /** Whether a 429 tells in `Retry-After` when its window ends. */
  retryAfter: boolean;
  /** The HTTP status of an error: its code, or always 200 with the code in the body only. */
  errorStatus: "code" | "always-200";
}
