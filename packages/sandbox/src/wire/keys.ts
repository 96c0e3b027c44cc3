/**
 * What a key may do:
 * - `active`: everything;
 * - `expired`: nothing, every request is answered with 402;
 * - `read-only`: reads only, writing is answered with 403.
 */
export type KeyState = "active" | "expired" | "read-only";

/** A key of TGTrack or an API token of HowUsedBot. One entry serves both. */
export interface SandboxKey {
  key: string;
  /** Default `active`. */
  state?: KeyState;
  /** The MAX chat of the key, as `get_token_info` tells it. `null`: the chat was deleted from the service. */
  chat?: { id: number; title: string } | null;
}
