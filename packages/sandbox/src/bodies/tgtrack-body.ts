import type { Body, RawBody } from "./body.ts";
import { mediaTypeOf } from "./media-type.ts";
import { parseJsonBody } from "./parse-json-body.ts";

/** TGTrack takes JSON alone. */
export function readTgtrackBody({ headers, bodyText }: RawBody): Body {
  if (bodyText === undefined) return { kind: "too-large" };
  if (bodyText === "") return { kind: "empty" };
  const mediaType = mediaTypeOf(headers);
  return mediaType === "application/json" ? parseJsonBody(bodyText) : { kind: "wrong-type", contentType: mediaType };
}
