import type { HttpBindings } from "@hono/node-server";
import type { Context, Hono } from "hono";
import { checkCosts, checkCostTable, currencyIn } from "../costs/check-costs.ts";
import { moneyReport, setCurrency } from "../costs/money.ts";
import { previewCosts } from "../costs/preview-costs.ts";
import { addCosts, costRows, removeCost } from "../costs/stored-costs.ts";
import { ALWAYS } from "../database/condition.ts";
import type { Queries } from "../database/queries.ts";
import type { KeyLookup } from "../keys/key-lookup.ts";
import type { SandboxState } from "../state/sandbox-state.ts";
import { isJsonObject } from "../support/json-object.ts";
import { parametersOf } from "./parameters-of.ts";
import { typedBodyOf } from "./typed-body-of.ts";

type App = Hono<{ Bindings: HttpBindings }>;
type PageContext = Context<{ Bindings: HttpBindings }>;

/** What ads cost, and in which currency amounts are. */
export function addCostRoutes(app: App, state: SandboxState, queries: Queries, keys: KeyLookup): void {
  const keyOf = (context: PageContext) => keys.only(parametersOf(context).key());
  app.get("/api/page/costs", (context) => context.json({ costs: costRows(queries, keyOf(context)) }));
  app.post("/api/page/costs", async (context) => {
    const costs = checkCosts(await typedBodyOf(context, state.store.redaction));
    const nowMs = state.clock.nowMs();
    const taken = state.store.write(nowMs, () => addCosts(queries, costs, nowMs));
    state.changes.revised();
    return context.json(taken, 201);
  });
  app.post("/api/page/costs/preview", async (context) => {
    return context.json(previewCosts(queries, checkCostTable(await typedBodyOf(context, state.store.redaction))));
  });
  app.delete("/api/page/costs/:id", (context) => {
    const id = Number(context.req.param("id"));
    const isGone = state.store.write(state.clock.nowMs(), () => Number.isSafeInteger(id) && removeCost(queries, id));
    if (!isGone) return context.json({ error: "There is no such cost." }, 404);
    state.changes.revised();
    return context.body(null, 204);
  });
  app.get("/api/page/money", (context) => context.json(moneyReport(queries, keyOf(context))));
  app.patch("/api/page/money", async (context) => {
    const body = await typedBodyOf(context, state.store.redaction);
    const asked = isJsonObject(body) ? body.currency : undefined;
    const currency = asked === null ? null : currencyIn("currency", asked);
    state.store.write(state.clock.nowMs(), () => setCurrency(queries, currency));
    state.changes.revised();
    return context.json(moneyReport(queries, ALWAYS));
  });
}
