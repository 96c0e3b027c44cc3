import type { KeyEntry } from "../../keys/keys.ts";
import type { Integration } from "../../settings/integration.ts";
import type { SettingsValues } from "../../settings/settings-values.ts";
import type { Fact } from "../../store/fact.ts";
import type { Links } from "../../store/links.ts";
import type { JsonObject } from "../../support/json-object.ts";
import type { KeyMemory } from "./key-memory.ts";

/** The id of something that may come only once. `text` names it in a sentence. */
export interface UniqueId {
  id: string;
  text: string;
}

export interface MethodContext {
  method: string;
  platform: "telegram" | "max";
  bodyText: string;
  nowMs: number;
  key: KeyEntry;
  memory: KeyMemory;
  links: Links;
  settings: SettingsValues;
  warn(warning: string): void;
  /** Writes down for the reports what happened. Where `at` is left out, it happened just now. */
  happened(what: HappenedFact): void;
  /** Marks the request as the report of a start that was reported before. */
  doubledStart(): void;
  /** Remembers the ids, and says whether one was seen before: that is a warning, or a 409 by the settings. */
  once(...ids: UniqueId[]): boolean;
}

/** What a method knows of a fact; the rest is the same for every method. */
export type HappenedFact = Omit<Fact, "at" | "arrivedAt" | "service"> & { at?: number };

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
