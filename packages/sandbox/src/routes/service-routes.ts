import type { HttpBindings } from "@hono/node-server";
import type { Context, Hono } from "hono";
import type { Service } from "../services/service.ts";
import { refusedOutcome } from "../services/verdict-of.ts";
import type { SandboxState } from "../state/sandbox-state.ts";
import { describeOtherName, type HostNames } from "./host-names.ts";
import { isFromElsewhere } from "./is-from-elsewhere.ts";
import { type PathParts, serveRequest } from "./serve-request.ts";

/** The services' own addresses, without their hosts. */
export const TGTRACK_PATH = "/v1";
export const TGTRACK_MAX_PATH = "/API/bot-api/v1";
export const HOWUSEDBOT_PATH = "/bin/webhooks/6438/181/4opQGmB6OlHqqPRM";

/**
 * All methods of HTTP come here, because refusing all but POST is the services' business. What a web page sends from
 * elsewhere is refused before its body is read, and leaves no trace.
 */
export function addServiceRoutes(app: Hono<{ Bindings: HttpBindings }>, state: SandboxState, names: HostNames): void {
  const serve = (service: Service, path: PathParts, context: Context<{ Bindings: HttpBindings }>) => {
    const why = whyForeign(context, names);
    if (why === undefined) return serveRequest(service, path, context.env, state);
    const { status, headers, bodyText } = service.answer(refusedOutcome(403, why));
    return new Response(bodyText, { status, headers });
  };
  for (const [path, service] of [
    [TGTRACK_PATH, state.tgtrack],
    [TGTRACK_MAX_PATH, state.tgtrackMax],
  ] as const) {
    app.all(`${path}/:key/:method`, (context) => {
      const { key, method } = context.req.param();
      return serve(service, { pathKey: key, pathMethod: method }, context);
    });
  }
  app.all(HOWUSEDBOT_PATH, (context) => serve(state.howUsedBot, {}, context));
}

function whyForeign({ req }: Context, names: HostNames): string | undefined {
  if (isFromElsewhere((name) => req.header(name))) return "Requests from pages of other sites are refused.";
  return names.include(req.url) ? undefined : describeOtherName(req.url);
}
