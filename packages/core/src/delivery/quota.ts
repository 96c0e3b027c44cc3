/** At most `limit` requests in any `perMs` milliseconds. */
export interface QuotaWindow {
  limit: number;
  perMs: number;
}

/** Whose quota it is and how much it holds. */
export interface QuotaLimits {
  /** Names the key without showing it: a hash. Everything that spends the same key gives the same name. */
  key: string;
  windows: readonly QuotaWindow[];
  /** A request whose answer was lost may be counted by the server this much later. Default 30,000. */
  maxServerDelayMs?: number;
}
