import type { HttpBindings } from "@hono/node-server";
import type { Hono } from "hono";
import { streamSSE } from "hono/streaming";
import { MOST_HELD } from "../bounds/most.ts";
import { moneyReport } from "../costs/money.ts";
import { Queries } from "../database/queries.ts";
import { KeyLookup } from "../keys/key-lookup.ts";
import { checkBotName } from "../reports/check-bot-name.ts";
import { checkNewLink } from "../reports/check-new-link.ts";
import { doubledStarts } from "../reports/doubled-starts.ts";
import { faultsReport } from "../reports/faults.ts";
import { funnelReport } from "../reports/funnel.ts";
import { gaugesReport } from "../reports/gauges.ts";
import { goalRows } from "../reports/goal-rows.ts";
import { addLink, linksReport, removeLink } from "../reports/links.ts";
import { madeUpPeriod, madeUpSources } from "../reports/made-up.ts";
import { overviewReport } from "../reports/overview.ts";
import { peopleReport, readPeopleQuestion } from "../reports/people.ts";
import { personReport } from "../reports/person.ts";
import { requestDetail } from "../reports/request-detail.ts";
import { readRequestsQuestion, requestsReport } from "../reports/requests-report.ts";
import { rowParts } from "../reports/row-parts.ts";
import { readSeriesQuestion, seriesReport } from "../reports/series.ts";
import { readSourcesQuestion, sourceRows, sourcesReport } from "../reports/sources.ts";
import { sourcesCsv } from "../reports/sources-csv.ts";
import { statusReport } from "../reports/status.ts";
import type { SandboxState } from "../state/sandbox-state.ts";
import type { MadeUpReply } from "../wire/status.ts";
import { addCostRoutes } from "./cost-routes.ts";
import { hideKeysInReplies } from "./hide-keys-in-replies.ts";
import { parametersOf } from "./parameters-of.ts";
import { tellLive } from "./tell-live.ts";
import { typedBodyOf } from "./typed-body-of.ts";

/** A reset ends the live stream too, and browsers would take up to five seconds to ask for it again. */
const RECONNECT_MS = 500;

type App = Hono<{ Bindings: HttpBindings }>;

/** What the page asks for; the types in `wire` say what each request takes and gives. */
export function addPageApiRoutes(app: App, state: SandboxState, url: () => string): void {
  const queries = new Queries(state.store.db);
  const keys = new KeyLookup(queries);
  app.use("/api/page/*", async (context, next) => {
    await next();
    context.header("cache-control", "no-store");
    context.header("x-content-type-options", "nosniff");
  });
  app.use("/api/page/*", hideKeysInReplies(state.store.redaction));
  addStateRoutes(app, state, queries, keys, url);
  addBotRoutes(app, state, keys);
  addRequestRoutes(app, state, queries, keys);
  addReportRoutes(app, state, queries, keys);
  addPeopleRoutes(app, queries, keys);
  addLinkRoutes(app, state, queries, keys);
  addCostRoutes(app, state, queries, keys);
}

function addStateRoutes(app: App, state: SandboxState, queries: Queries, keys: KeyLookup, url: () => string): void {
  app.get("/api/page/status", (context) => {
    const nowMs = state.clock.nowMs();
    const { store, kept, faults } = state;
    const storage =
      store.file === undefined ? ({ kind: "memory" } as const) : { kind: "file" as const, file: store.file };
    return context.json(
      statusReport(queries, keys, { url: url(), nowMs, faults: faults.list(nowMs).length, storage, kept }),
    );
  });
  app.get("/api/page/made-up", (context) => {
    const madeUp = madeUpPeriod(queries, keys.only(parametersOf(context).key()));
    return context.json({ madeUp } satisfies MadeUpReply);
  });
  app.get("/api/page/faults", (context) => {
    return context.json(faultsReport(state.faults.list(state.clock.nowMs()), keys));
  });
  app.get("/api/page/live", (context) => {
    const { changes } = state;
    if (changes.listenerCount >= MOST_HELD.livePages) {
      const error = `${MOST_HELD.livePages} pages of this sandbox are open and told of news. Close some.`;
      return context.json({ error }, 503, { "retry-after": "30" });
    }
    const lastRequestId = () => queries.first<{ id: number | null }>("SELECT max(id) AS id FROM requests")?.id ?? 0;
    const news = () => {
      return { lastRequestId: lastRequestId(), revision: changes.revision, chatRevision: changes.chatRevision };
    };
    return streamSSE(context, async (stream) => {
      const gone = new AbortController();
      stream.onAbort(() => gone.abort());
      await tellLive(
        { news, subscribe: (listener) => changes.subscribe(listener) },
        {
          tell: (told) => stream.writeSSE({ data: JSON.stringify(told), retry: RECONNECT_MS }),
          beat: () => stream.write(":\n\n"),
        },
        AbortSignal.any([gone.signal, state.interruption()]),
      );
    });
  });
}

function addBotRoutes(app: App, state: SandboxState, keys: KeyLookup): void {
  app.patch("/api/page/bots/:id", async (context) => {
    const name = checkBotName(await typedBodyOf(context, state.store.redaction));
    const id = context.req.param("id");
    const isKnown = state.store.write(state.clock.nowMs(), () => keys.rename(id, name));
    if (!isKnown) return context.json({ error: "There is no such key." }, 404);
    state.changes.revised();
    return context.body(null, 204);
  });
}

function addRequestRoutes(app: App, state: SandboxState, queries: Queries, keys: KeyLookup): void {
  const parts = () => rowParts(state, queries, keys);
  app.get("/api/page/requests", (context) => {
    const parameters = parametersOf(context);
    const question = readRequestsQuestion(parameters);
    return context.json(requestsReport(queries, question, keys.only(parameters.key()), parts()));
  });
  app.get("/api/page/requests/:id", (context) => {
    const id = context.req.param("id");
    const detail = /^\d{1,15}$/.test(id) ? requestDetail(queries, Number(id), parts()) : undefined;
    if (detail !== undefined) return context.json(detail);
    return context.json({ error: "No such request: it was deleted or never existed." }, 404);
  });
  app.get("/api/page/gauges", (context) => {
    const services = [state.tgtrack, state.tgtrackMax, state.howUsedBot];
    return context.json(gaugesReport(services, parametersOf(context).key(), keys, state.clock.nowMs()));
  });
  app.get("/api/page/doubled-starts", (context) => {
    const ofKey = keys.only(parametersOf(context).key());
    return context.json(doubledStarts(queries, ofKey, state.clock.nowMs(), parts()));
  });
}

function addReportRoutes(app: App, state: SandboxState, queries: Queries, keys: KeyLookup): void {
  app.get("/api/page/overview", (context) => {
    const parameters = parametersOf(context);
    const ofKey = keys.only(parameters.key());
    return context.json(overviewReport(queries, ofKey, parameters.tzMinutes(), state.clock.nowMs()));
  });
  app.get("/api/page/series", (context) => {
    const parameters = parametersOf(context);
    return context.json(seriesReport(queries, readSeriesQuestion(parameters), keys.only(parameters.key())));
  });
  app.get("/api/page/sources", (context) => {
    const parameters = parametersOf(context);
    return context.json(sourcesReport(queries, readSourcesQuestion(parameters), keys.only(parameters.key())));
  });
  app.get("/api/page/sources.csv", (context) => {
    const parameters = parametersOf(context);
    const language = parameters.oneOf("lang", ["en", "ru"]) ?? "en";
    const [question, ofKey] = [readSourcesQuestion(parameters), keys.only(parameters.key())];
    const { currency } = moneyReport(queries, ofKey);
    const goals = goalRows(queries, question.range, ofKey);
    const rows = sourceRows(queries, question, currency, ofKey);
    const madeUp = madeUpSources(queries, question, ofKey);
    return context.body(sourcesCsv(rows, { goals, currency, madeUp }, language), 200, {
      "content-type": "text/csv; charset=utf-8",
      "content-disposition": 'attachment; filename="sources.csv"',
    });
  });
  app.get("/api/page/funnel", (context) => {
    const parameters = parametersOf(context);
    const ofKey = keys.only(parameters.key());
    return context.json(funnelReport(queries, parameters.range(), parameters.text("label"), ofKey));
  });
}

function addPeopleRoutes(app: App, queries: Queries, keys: KeyLookup): void {
  app.get("/api/page/people", (context) => {
    const parameters = parametersOf(context);
    return context.json(peopleReport(queries, readPeopleQuestion(parameters), keys.only(parameters.key())));
  });
  app.get("/api/page/people/:userId", (context) => {
    const parameters = parametersOf(context);
    const beforeId = parameters.wholeNumber("before", 0, Number.MAX_SAFE_INTEGER);
    const question = { userId: context.req.param("userId"), beforeId };
    const person = personReport(queries, question, keys.only(parameters.key()), keys.labels());
    if (person !== undefined) return context.json(person);
    return context.json({ error: "Nothing is known about this person." }, 404);
  });
}

function addLinkRoutes(app: App, state: SandboxState, queries: Queries, keys: KeyLookup): void {
  app.get("/api/page/links", (context) => {
    return context.json(linksReport(queries, keys.only(parametersOf(context).key())));
  });
  app.post("/api/page/links", async (context) => {
    const link = checkNewLink(await typedBodyOf(context, state.store.redaction));
    const nowMs = state.clock.nowMs();
    const made = state.store.write(nowMs, () => addLink(queries, link, nowMs));
    if (made === undefined) return context.json({ error: `Another link has the code ${link.code}.` }, 409);
    state.changes.revised();
    return context.json(made, 201);
  });
  app.delete("/api/page/links/:code", (context) => {
    const code = context.req.param("code");
    const isGone = state.store.write(state.clock.nowMs(), () => removeLink(queries, code));
    if (!isGone) return context.json({ error: "There is no such link." }, 404);
    state.changes.revised();
    return context.body(null, 204);
  });
}
