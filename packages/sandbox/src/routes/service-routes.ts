import type { HttpBindings } from "@hono/node-server";
import type { Hono } from "hono";
import type { SandboxState } from "../state/sandbox-state.ts";
import { serveRequest } from "./serve-request.ts";

/** The services' own addresses, without their hosts. */
export const TGTRACK_PATH = "/v1";
export const TGTRACK_MAX_PATH = "/API/bot-api/v1";
export const HOWUSEDBOT_PATH = "/bin/webhooks/6438/181/4opQGmB6OlHqqPRM";

/** All methods of HTTP come here, because refusing all but POST is the services' business. */
export function addServiceRoutes(app: Hono<{ Bindings: HttpBindings }>, state: SandboxState): void {
  for (const [path, service] of [
    [TGTRACK_PATH, state.tgtrack],
    [TGTRACK_MAX_PATH, state.tgtrackMax],
  ] as const) {
    app.all(`${path}/:key/:method`, (context) => {
      const { key, method } = context.req.param();
      return serveRequest(service, { pathKey: key, pathMethod: method }, context.env, state);
    });
  }
  app.all(HOWUSEDBOT_PATH, (context) => serveRequest(state.howUsedBot, {}, context.env, state));
}
