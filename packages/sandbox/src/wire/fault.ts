import type { ServiceName } from "./service-name.ts";

/** Milliseconds, or a range that each request draws its own from. */
export type Delay = number | { minMs: number; maxMs: number };

/** The requests that a fault hits. Every field given has to fit; none given: all requests. */
export interface FaultMatch {
  service?: ServiceName;
  /** A method of TGTrack, a request type of HowUsedBot. */
  method?: string;
  key?: string;
}

/** How long and how often a fault hits. Everything omitted: each matching request, until it is cleared. */
export interface FaultScope {
  match?: FaultMatch;
  /** Ends after this many hits. */
  times?: number;
  /** Ends after this long, by the sandbox's clock. */
  durationMs?: number;
  /** Hits this share of the matching requests, drawn at random: 0.25 is one of four. Default 1. */
  share?: number;
}

/**
 * What a fault does. Where it says `recorded`, that decides what the service knows afterwards:
 * - `true`: it did its work first (checks, limits, history), and only the answer is spoiled;
 * - `false`: the request never reached it: nothing is checked, counted or remembered.
 *
 * A request that met a fault is listed either way.
 */
export type FaultEffect =
  /** The documented error with this code, such as 500. */
  | { kind: "error"; code: number; recorded: boolean; retryAfterSeconds?: number }
  /** The documented error in the body, and HTTP 200. */
  | { kind: "ok-with-error"; code: number; recorded: boolean }
  /** An HTML page instead of JSON. `status` defaults to 200. */
  | { kind: "non-json"; status?: number; recorded: boolean }
  /** The connection is reset (TCP RST) before any answer. */
  | { kind: "reset"; recorded: boolean }
  /** No answer comes, until the client gives up or the sandbox is reset or closed. */
  | { kind: "hang"; recorded: boolean }
  /** The request reaches the service late, or its answer the client. Combines with a fault of another kind. */
  | { kind: "latency"; requestMs?: Delay; replyMs?: Delay }
  /** The service does its work, then the connection ends in the middle of the answer's body. */
  | { kind: "cut" }
  /** The service does its work and the answer's head comes at once, but its body takes this long. */
  | { kind: "slow-body"; spreadMs: number };

export type FaultKind = FaultEffect["kind"];

/** A deliberate failure. */
export type Fault = FaultScope & FaultEffect;
