/** A body as it came over the wire. */
export interface RawBody {
  /** Names in lower case. */
  headers: Readonly<Record<string, string>>;
  /** Undefined when the body was larger than the sandbox accepts. */
  bodyText: string | undefined;
}

/** What a body turned out to be. */
export type Body =
  | { kind: "value"; value: unknown }
  | { kind: "empty" }
  | { kind: "malformed"; why: string }
  | { kind: "wrong-type"; contentType: string }
  | { kind: "too-large" };
