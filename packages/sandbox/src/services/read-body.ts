import type { ServiceName } from "../service-name.ts";
import { readHowUsedBotBody } from "./howusedbot/howusedbot-body.ts";
import type { Body, IncomingRequest } from "./service.ts";
import { readTgtrackBody } from "./tgtrack/tgtrack-body.ts";

/** What a body holds for the service that it was sent to. */
export function readBody(service: ServiceName, request: Pick<IncomingRequest, "headers" | "bodyText">): Body {
  return service === "howusedbot" ? readHowUsedBotBody(request) : readTgtrackBody(request);
}
