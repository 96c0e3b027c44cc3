import type { HttpBindings } from "@hono/node-server";
import type { Hono } from "hono";
import { checkFault } from "../faults/check-fault.ts";
import { toWireSettings } from "../settings/to-wire-settings.ts";
import type { SandboxState } from "../state/sandbox-state.ts";
import { checkInteger } from "../support/check-number.ts";
import { isJsonObject } from "../support/json-object.ts";
import { SandboxError } from "../support/sandbox-error.ts";
import type { SandboxKey } from "../wire/keys.ts";
import type { RequestFilter } from "../wire/recorded-request.ts";
import { SERVICE_NAMES } from "../wire/service-name.ts";
import { isFromElsewhere } from "./is-from-elsewhere.ts";
import { jsonBodyOf } from "./json-body-of.ts";

type App = Hono<{ Bindings: HttpBindings }>;

const MAX_PAGE = 1_000;

/** The sandbox by HTTP, for tests and demos that run in another process. Errors are `{ error }` with 400 or 404. */
export function addControlRoutes(app: App, state: SandboxState): void {
  app.use("/api/*", async (context, next) => {
    // A page of some other site, open in the same browser, must not switch faults or wipe what was recorded.
    if (!isFromElsewhere((name) => context.req.header(name))) return next();
    return context.json({ error: "Requests from pages of other sites are refused." }, 403);
  });

  app.get("/api/health", (context) =>
    context.json({ status: "ok", nowMs: state.clock.nowMs(), requests: state.log.size }),
  );
  app.get("/api/requests", (context) => {
    const { after, limit, ...query } = context.req.query();
    const afterId = wholeNumber("after", after ?? "0");
    const pageSize = checkInteger("limit", wholeNumber("limit", limit ?? `${MAX_PAGE}`), 1, MAX_PAGE);
    return context.json(state.log.page(filterOf(query), afterId, pageSize));
  });
  app.get("/api/faults", (context) => context.json({ faults: state.faults.list(state.clock.nowMs()) }));
  app.post("/api/faults", async (context) => {
    const { id } = state.faults.add(checkFault(await jsonBodyOf(context)), state.clock.nowMs());
    return context.json({ id }, 201);
  });
  app.delete("/api/faults", (context) => {
    state.faults.clearAll();
    return context.body(null, 204);
  });
  app.delete("/api/faults/:id", (context) => {
    if (state.faults.clear(Number(context.req.param("id")))) return context.body(null, 204);
    return context.json({ error: "No such fault: it was cleared or has ended." }, 404);
  });
  app.post("/api/keys", async (context) => {
    const key = await jsonBodyOf(context);
    if (!isJsonObject(key)) throw new SandboxError('A key must be given as { key: "…" }.');
    // `Keys` checks every field of what comes from outside.
    state.keys.add(key as unknown as SandboxKey, state.clock.nowMs());
    return context.body(null, 204);
  });
  const settings = () => toWireSettings(state.settings.current, state.clock.aheadMs);
  app.get("/api/settings", (context) => context.json(settings()));
  app.patch("/api/settings", async (context) => {
    state.settings.change(await jsonBodyOf(context));
    return context.json(settings());
  });
  app.post("/api/advance", async (context) => {
    const body = await jsonBodyOf(context);
    state.clock.advance(isJsonObject(body) ? body.byMs : undefined);
    return context.json({ nowMs: state.clock.nowMs(), aheadMs: state.clock.aheadMs });
  });
  app.post("/api/reset", (context) => {
    state.reset();
    return context.body(null, 204);
  });
}

function filterOf({ service, key, method, userId, accepted }: Record<string, string>): RequestFilter {
  const known = SERVICE_NAMES.find((name) => name === service);
  if (service !== undefined && known === undefined) {
    throw new SandboxError(`service must be one of ${SERVICE_NAMES.join(", ")}.`);
  }
  return {
    ...(known !== undefined && { service: known }),
    ...(key !== undefined && { key }),
    ...(method !== undefined && { method }),
    ...(userId !== undefined && { userId }),
    ...(accepted !== undefined && { accepted: trueOrFalse("accepted", accepted) }),
  };
}

function wholeNumber(name: string, text: string): number {
  if (/^\d{1,15}$/.test(text)) return Number(text);
  throw new SandboxError(`${name} must be an integer.`);
}

function trueOrFalse(name: string, text: string): boolean {
  if (text === "true" || text === "false") return text === "true";
  throw new SandboxError(`${name} must be true or false.`);
}
