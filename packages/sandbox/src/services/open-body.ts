import type { Body } from "../bodies/body.ts";
import { isJsonObject, type JsonObject } from "../support/json-object.ts";
import { Refusal } from "./refusal.ts";

/** The fields of a body that is an object, or the documented refusal of any other body. */
export function openBody(body: Body, mediaTypes: string): JsonObject {
  switch (body.kind) {
    case "too-large":
      throw new Refusal(413, "The body is larger than 1 MiB.");
    case "wrong-type":
      throw new Refusal(
        415,
        `The Content-Type must be ${mediaTypes}; it is ${body.contentType === "" ? "missing" : body.contentType}.`,
      );
    case "malformed":
      throw new Refusal(400, body.why);
    case "empty":
      throw new Refusal(400, "The body is empty; expected a JSON object.");
    case "value":
      if (isJsonObject(body.value)) return body.value;
      throw new Refusal(400, "The body must be a JSON object.");
  }
}
