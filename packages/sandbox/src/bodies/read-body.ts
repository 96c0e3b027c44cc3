import type { Body, IncomingRequest } from "../services/service.ts";
import type { ServiceName } from "../wire/service-name.ts";
import { readHowUsedBotBody } from "./howusedbot-body.ts";
import { readTgtrackBody } from "./tgtrack-body.ts";

/** What a body holds for the service that it was sent to. */
export function readBody(service: ServiceName, request: Pick<IncomingRequest, "headers" | "bodyText">): Body {
  return service === "howusedbot" ? readHowUsedBotBody(request) : readTgtrackBody(request);
}
