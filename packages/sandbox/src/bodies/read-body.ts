import type { ServiceName } from "../wire/service-name.ts";
import type { Body, RawBody } from "./body.ts";
import { readHowUsedBotBody } from "./howusedbot-body.ts";
import { readTgtrackBody } from "./tgtrack-body.ts";

/** What a body holds for the service that it was sent to. */
export function readBody(service: ServiceName, request: RawBody): Body {
  return service === "howusedbot" ? readHowUsedBotBody(request) : readTgtrackBody(request);
}
