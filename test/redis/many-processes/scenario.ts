import type { Figures } from "./figures.ts";
import type { Fleet } from "./fleet.ts";
import type { Role } from "./process/protocol.ts";

/** A fleet to which people come. */
export interface Scene {
  fleet: Fleet;
  figures: Figures;
  random: () => number;
  /** Every update was sent to some process. */
  told: Promise<void>;
}

/** What there is to say of it, and what was not kept to beyond what every scenario has to keep to. */
export interface SceneEnd {
  note: string;
  broken: readonly string[];
}

/** Something that a fleet goes through. */
export interface Scenario {
  name: string;
  /** One for each machine. */
  roles: readonly Role[];
  /** As many starts may be doubled as the ledger calls ambiguous; otherwise none. */
  mayDouble: boolean;
  /** Each start is followed by a sale. */
  sells?: boolean;
  /** Each update ends with a flush, as with `flushAfterUpdate`. */
  flushes?: boolean;
  /** For a tracker to close in, instead of the figures' own. */
  closeTimeoutMs?: number;
  /** How many messages each machine has to tell its owner. */
  messages: number;
  /** Before the first process is started. */
  before?(fleet: Fleet): Promise<void>;
  /** While people come, and maybe longer. */
  during?(scene: Scene): Promise<SceneEnd>;
}
