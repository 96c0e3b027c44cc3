import type { Body, RawBody } from "./body.ts";
import { mediaTypeOf } from "./media-type.ts";
import { parseJsonBody } from "./parse-json-body.ts";

/** HowUsedBot's own samples send JSON in one language and a form in another. */
export function readHowUsedBotBody({ headers, bodyText }: RawBody): Body {
  if (bodyText === undefined) return { kind: "too-large" };
  if (bodyText === "") return { kind: "empty" };
  const mediaType = mediaTypeOf(headers);
  if (mediaType === "application/json") return parseJsonBody(bodyText);
  if (mediaType === "application/x-www-form-urlencoded") {
    return { kind: "value", value: Object.fromEntries(new URLSearchParams(bodyText)) };
  }
  return { kind: "wrong-type", contentType: mediaType };
}
