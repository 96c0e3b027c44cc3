import { isIPv6 } from "node:net";
import { BoundedMap } from "../support/bounded-map.ts";

const MAX_TRIES = 10;
const WINDOW_MS = 60_000;
const MAX_ADDRESSES = 10_000;

interface Tries {
  readonly sinceMs: number;
  wrong: number;
}

/** Lets each address try no more than ten wrong passwords a minute. */
export class PasswordTries {
  readonly #byAddress = new BoundedMap<string, Tries>(MAX_ADDRESSES);

  /** How long an address has to wait until it may try again; 0 where it need not. */
  waitMs(address: string, nowMs: number): number {
    const tries = this.#of(address, nowMs);
    return tries === undefined || tries.wrong < MAX_TRIES ? 0 : tries.sinceMs + WINDOW_MS - nowMs;
  }

  failed(address: string, nowMs: number): void {
    const tries = this.#of(address, nowMs) ?? { sinceMs: nowMs, wrong: 0 };
    tries.wrong++;
    this.#byAddress.set(networkOf(address), tries);
  }

  #of(address: string, nowMs: number): Tries | undefined {
    const tries = this.#byAddress.get(networkOf(address));
    return tries !== undefined && nowMs - tries.sinceMs < WINDOW_MS ? tries : undefined;
  }
}

/** Whoever has one address of IPv6 has 2^64 of them: those with the same first half count as one. */
function networkOf(address: string): string {
  if (!isIPv6(address) || address.startsWith("::ffff:")) return address;
  const [head = "", tail = ""] = address.split("::");
  const first = head === "" ? [] : head.split(":");
  const last = tail === "" ? [] : tail.split(":");
  const missing = address.includes("::") ? 8 - first.length - last.length : 0;
  return [...first, ...Array.from({ length: missing }, () => "0"), ...last].slice(0, 4).join(":");
}
