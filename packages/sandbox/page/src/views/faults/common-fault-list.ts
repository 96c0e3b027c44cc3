import type { FaultEffect, FaultScope } from "#wire/fault";
import type { ServiceName } from "#wire/service-name";
import type { FaultsTexts } from "./faults-texts.ts";

/** The faults that every bot meets sooner or later. */
export const COMMON_FAULTS: readonly { name: keyof FaultsTexts["presets"]; effect: FaultEffect }[] = [
  { name: "down", effect: { kind: "error", code: 500, recorded: false } },
  { name: "hang", effect: { kind: "hang", recorded: false } },
  { name: "reset", effect: { kind: "reset", recorded: true } },
  { name: "slow", effect: { kind: "latency", replyMs: { minMs: 2_000, maxMs: 5_000 } } },
  { name: "limit", effect: { kind: "error", code: 429, recorded: false } },
  { name: "html", effect: { kind: "non-json", recorded: false } },
  { name: "expired", effect: { kind: "error", code: 402, recorded: false } },
];

export type Extent = keyof FaultsTexts["extents"];
export type Share = keyof FaultsTexts["shares"];

/** Which requests the common faults hit, and for how long. */
export interface CommonScope {
  service: ServiceName | "";
  extent: Extent;
  share: Share;
}

const EXTENTS: Readonly<Record<Extent, FaultScope>> = {
  off: {},
  once: { times: 1 },
  five: { times: 5 },
  minute: { durationMs: 60_000 },
  tenMinutes: { durationMs: 600_000 },
};

const SHARES: Readonly<Record<Share, FaultScope>> = { all: {}, half: { share: 0.5 }, tenth: { share: 0.1 } };

export function toFaultScope({ service, extent, share }: CommonScope): FaultScope {
  return { ...EXTENTS[extent], ...SHARES[share], ...(service !== "" && { match: { service } }) };
}
