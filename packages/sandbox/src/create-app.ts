import type { HttpBindings } from "@hono/node-server";
import { Hono } from "hono";
import { basicAuth } from "hono/basic-auth";
import { HTTPException } from "hono/http-exception";
import { timingSafeEqual } from "hono/utils/buffer";
import { addControlRoutes } from "./routes/control-routes.ts";
import { addPageRoutes } from "./routes/page-routes.ts";
import { addServiceRoutes } from "./routes/service-routes.ts";
import { SandboxError } from "./sandbox-error.ts";
import type { SandboxState } from "./sandbox-state.ts";

type App = Hono<{ Bindings: HttpBindings }>;

/** All routes of a sandbox. A password guards the page and the sandbox's own API, not the services. */
export function createApp(state: SandboxState, password: string | undefined, url: () => string): App {
  const app: App = new Hono();
  if (password !== undefined) {
    const guard = basicAuth({
      verifyUser: (_name, given) => timingSafeEqual(given, password),
      realm: "Bot Tracker sandbox",
    });
    for (const path of ["/", "/last_events/*", "/api/*"]) app.use(path, guard);
  }
  addServiceRoutes(app, state);
  addControlRoutes(app, state);
  addPageRoutes(app, state, url);
  app.notFound((context) => context.json({ error: "There is nothing at this address." }, 404));
  app.onError((error, context) => {
    if (error instanceof HTTPException) return error.getResponse();
    if (error instanceof SandboxError) return context.json({ error: error.message }, 400);
    // A defect of the sandbox itself. The stack stays here: a bot that is being tested should see a plain 500.
    console.error(error);
    return context.json({ error: "The sandbox failed. Its own output says more." }, 500);
  });
  return app;
}
