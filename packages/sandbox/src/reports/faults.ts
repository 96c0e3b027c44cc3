import type { ActiveFault } from "../faults/active-faults.ts";
import type { KeyLookup } from "../keys/key-lookup.ts";
import type { FaultEffect } from "../wire/fault.ts";
import type { FaultRow, FaultsReply } from "../wire/faults.ts";

export function faultsReport(active: readonly ActiveFault[], keys: KeyLookup): FaultsReply {
  return { faults: active.map((each) => faultRow(each, keys)) };
}

function faultRow({ id, fault, hits, untilMs }: ActiveFault, keys: KeyLookup): FaultRow {
  const { match = {}, times, share, durationMs: _, ...effect } = fault;
  const { service, method, key } = match;
  return {
    id,
    effect: effect satisfies FaultEffect,
    match: {
      ...(service !== undefined && { service }),
      ...(method !== undefined && { method }),
      ...(key !== undefined && { key: keys.labelOfKey(key, service === undefined ? [] : [service]) }),
    },
    times: times ?? null,
    share: share ?? null,
    untilMs: untilMs ?? null,
    hits,
  };
}
