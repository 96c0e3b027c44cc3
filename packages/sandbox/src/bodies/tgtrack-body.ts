import type { Body, IncomingRequest } from "../services/service.ts";
import { mediaTypeOf, parseJsonBody } from "./parse-json-body.ts";

/** TGTrack takes JSON alone. */
export function readTgtrackBody({ headers, bodyText }: Pick<IncomingRequest, "headers" | "bodyText">): Body {
  if (bodyText === undefined) return { kind: "too-large" };
  if (bodyText === "") return { kind: "empty" };
  const mediaType = mediaTypeOf(headers);
  return mediaType === "application/json" ? parseJsonBody(bodyText) : { kind: "wrong-type", contentType: mediaType };
}
