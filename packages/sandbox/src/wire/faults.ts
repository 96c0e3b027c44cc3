import type { FaultEffect } from "./fault.ts";
import type { ServiceName } from "./service-name.ts";
import type { KeyLabel } from "./status.ts";

/** `GET /api/page/faults`. They are switched on and off by `POST /api/faults` and `DELETE /api/faults/<id>`. */
export interface FaultsReply {
  faults: FaultRow[];
}

export interface FaultRow {
  id: number;
  effect: FaultEffect;
  match: { service?: ServiceName; method?: string; key?: KeyLabel };
  times: number | null;
  share: number | null;
  /** By the sandbox's clock. */
  untilMs: number | null;
  hits: number;
}
