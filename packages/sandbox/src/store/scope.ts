import type { ServiceName } from "../wire/service-name.ts";

/** Whose memory it is: what a service knows by one key it does not know by another. */
export interface Scope {
  readonly service: ServiceName;
  /** `keys.id` */
  readonly key: number;
}
