import type { HttpBindings } from "@hono/node-server";
import { RESPONSE_ALREADY_SENT } from "@hono/node-server/utils/response";
import { Hono, type MiddlewareHandler } from "hono";
import { HTTPException } from "hono/http-exception";
import type { ChatRooms } from "../chat/open-chat.ts";
import type { SandboxState } from "../state/sandbox-state.ts";
import { SandboxError } from "../support/sandbox-error.ts";
import { askForPassword } from "./ask-for-password.ts";
import { addChatRoutes } from "./chat-routes.ts";
import { addControlRoutes } from "./control-routes.ts";
import type { HostNames } from "./host-names.ts";
import { addLastEventsRoutes } from "./last-events-routes.ts";
import { addPageApiRoutes } from "./page-api-routes.ts";
import { addPageRoutes, isAskedByPerson, pageAnswer, VIEW_PATHS } from "./page-routes.ts";
import { refuseOtherHosts } from "./refuse-other-hosts.ts";
import { refuseOtherTypes } from "./refuse-other-types.ts";
import { addServiceRoutes, HOWUSEDBOT_PATH, TGTRACK_MAX_PATH, TGTRACK_PATH } from "./service-routes.ts";

const NOTHING_HERE =
  `There is nothing at this address. TGTrack is at ${TGTRACK_PATH}/<key>/<method>, TGTrack for MAX at ` +
  `${TGTRACK_MAX_PATH}/<key>/<method>, HowUsedBot at ${HOWUSEDBOT_PATH}, the page at /.`;

type App = Hono<{ Bindings: HttpBindings }>;

export interface AppSettings {
  readonly password: string | undefined;
  readonly names: HostNames;
  readonly url: () => string;
  /** Real time in milliseconds. */
  readonly steadyMs: () => number;
  /** Undefined where the sandbox runs without a Telegram. */
  readonly rooms: ChatRooms | undefined;
}

/** All routes of a sandbox. A password guards the page and the sandbox's own API, not the services. */
export function createApp(state: SandboxState, { password, names, url, steadyMs, rooms }: AppSettings): App {
  const app: App = new Hono();
  const guard: MiddlewareHandler<{ Bindings: HttpBindings }> =
    password === undefined ? refuseOtherHosts(names) : askForPassword(password, steadyMs);
  for (const path of [...VIEW_PATHS, "/page/*", "/last_events/*", "/API/last_events/*", "/api/*"]) app.use(path, guard);
  app.use("/api/*", refuseOtherTypes);
  addServiceRoutes(app, state, names);
  addControlRoutes(app, state);
  addPageApiRoutes(app, state, url);
  addChatRoutes(app, state, rooms);
  addLastEventsRoutes(app, state, url);
  addPageRoutes(app);
  app.notFound(async (context) => {
    const nothing = context.json({ error: NOTHING_HERE }, 404);
    if (!isAskedByPerson(context)) return nothing;
    const refused = await guard(context, async () => undefined);
    return refused ?? pageAnswer(404) ?? nothing;
  });
  app.onError((error, context) => {
    if (error instanceof HTTPException) return error.getResponse();
    // What came may be a key in the wrong field, and the page shows what was wrong with it.
    if (error instanceof SandboxError)
      return context.json({ error: state.store.redaction.shown(error.message, "") }, 400);
    // The client has disconnected: nobody is left to answer.
    if (context.env.outgoing.destroyed) return RESPONSE_ALREADY_SENT;
    // A bug in the sandbox itself. The stack stays here: the bot under test should see a plain 500.
    console.error(error);
    return context.json({ error: "The sandbox failed; its own output says more." }, 500);
  });
  return app;
}
