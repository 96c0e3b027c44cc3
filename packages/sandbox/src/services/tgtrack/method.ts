import type { JsonObject } from "../../json-object.ts";
import type { KeyEntry } from "../../key-ring.ts";
import type { TrackingLink } from "../../tracking-link.ts";
import type { ServiceOptions } from "../service-options.ts";
import type { KeyMemory } from "./key-memory.ts";

/** TGTrack's levels of integration, from the least to the most a bot can tell; each includes those before it. */
export const INTEGRATIONS = ["minimal", "limited", "full"] as const;
export type Integration = (typeof INTEGRATIONS)[number];

export interface TgtrackOptions extends ServiceOptions {
  /** Methods of a higher level than this are answered with 403. */
  integration: Integration;
  links: ReadonlyMap<string, TrackingLink>;
  /** Refuse a number where the documents ask for an id in a string. */
  strictUserIds: boolean;
  /** Methods that are answered with 404, whatever the documents say. */
  absentMethods: ReadonlySet<string>;
  /** What is done with a request that repeats one already accepted. */
  repeats: "warn" | "conflict";
}

/** Something that may come only once. `text` names it in a sentence. */
export interface Mark {
  id: string;
  text: string;
}

export interface MethodContext {
  method: string;
  bodyText: string;
  nowMs: number;
  key: KeyEntry;
  memory: KeyMemory;
  options: TgtrackOptions;
  warn(warning: string): void;
  /** Remembers the marks. One that was there already is a warning, or a 409 by the options. */
  once(...marks: Mark[]): void;
}

export interface Method {
  platforms: readonly ("telegram" | "max")[];
  access: "read" | "write";
  /** The lowest level of integration that has it. */
  integration: Integration;
  /** Whether the body may be left out altogether. */
  bodyOptional?: true;
  /**
   * Checks the body, remembers what it says, and returns the answer's `data`.
   *
   * @throws {Refusal} before anything is remembered.
   */
  run(body: JsonObject, context: MethodContext): object | undefined;
}
