import type { HttpBindings } from "@hono/node-server";
import type { Context, Hono } from "hono";
import { streamSSE } from "hono/streaming";
import { doubledStarts } from "../reports/doubled-starts.ts";
import { funnelReport } from "../reports/funnel.ts";
import { gaugesReport } from "../reports/gauges.ts";
import { KnownKeys } from "../reports/known-keys.ts";
import { mirrorRequests } from "../reports/mirror-requests.ts";
import { overviewReport } from "../reports/overview.ts";
import { Parameters } from "../reports/parameters.ts";
import { peopleReport, readPeopleQuestion } from "../reports/people.ts";
import { peopleNames } from "../reports/people-names.ts";
import { personReport } from "../reports/person.ts";
import { Queries } from "../reports/queries.ts";
import { requestDetail } from "../reports/request-detail.ts";
import type { RequestRowParts } from "../reports/request-row.ts";
import { readRequestsQuestion, requestsReport } from "../reports/requests-report.ts";
import { readSeriesQuestion, seriesReport } from "../reports/series.ts";
import { sourcesReport } from "../reports/sources.ts";
import { sourcesCsv } from "../reports/sources-csv.ts";
import { statusReport } from "../reports/status.ts";
import type { SandboxState } from "../sandbox-state.ts";
import { openStore } from "../store/sandbox-store.ts";
import { tellLive } from "./tell-live.ts";

type PageContext = Context<{ Bindings: HttpBindings }>;

const LATEST_ID = Number.MAX_SAFE_INTEGER;

/** What the page asks for; `wire` says what each request takes and gives. */
export function addPageApiRoutes(app: Hono<{ Bindings: HttpBindings }>, state: SandboxState, url: () => string): void {
  const store = openStore();
  const wholeKeyOfHash = mirrorRequests(state.log, store.db);
  const queries = new Queries(store.db);
  const keys = new KnownKeys(queries);
  const rowParts = (): RequestRowParts => {
    const labelOf = keys.labels();
    return { labelOf, nameOf: peopleNames(queries), wholeKeyOf: (row) => wholeKeyOfHash(labelOf(row).id) };
  };
  const parametersOf = (context: PageContext) => new Parameters(new URL(context.req.url).searchParams);
  const lastRequestId = () => queries.first<{ id: number | null }>("SELECT max(id) AS id FROM requests")?.id ?? 0;

  app.get("/api/page/status", (context) => {
    const nowMs = state.clock.nowMs();
    const faults = state.faults.list(nowMs).length;
    const storage = { kind: "memory" } as const;
    const kept = { maxRequests: 100_000, maxAgeMs: 30 * 86_400_000 };
    return context.json(statusReport(queries, keys, { url: url(), nowMs, faults, storage, kept }));
  });

  app.get("/api/page/requests", (context) => {
    const parameters = parametersOf(context);
    const question = readRequestsQuestion(parameters);
    return context.json(requestsReport(queries, question, keys.only(parameters.key()), rowParts()));
  });
  app.get("/api/page/requests/:id", (context) => {
    const id = context.req.param("id");
    const detail = /^\d{1,15}$/.test(id)
      ? requestDetail(queries, Math.min(Number(id), LATEST_ID), rowParts())
      : undefined;
    if (detail !== undefined) return context.json(detail);
    return context.json({ error: "There is no such request: it has gone, or never was." }, 404);
  });
  app.get("/api/page/gauges", (context) => {
    const services = [state.tgtrack, state.tgtrackMax, state.howUsedBot];
    return context.json(gaugesReport(services, parametersOf(context).key(), keys, state.clock.nowMs()));
  });
  app.get("/api/page/doubled-starts", (context) => {
    const ofKey = keys.only(parametersOf(context).key());
    return context.json(doubledStarts(queries, ofKey, state.clock.nowMs(), rowParts()));
  });

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
    return context.json(sourcesReport(queries, parameters.range(), keys.only(parameters.key())));
  });
  app.get("/api/page/sources.csv", (context) => {
    const parameters = parametersOf(context);
    const { sources } = sourcesReport(queries, parameters.range(), keys.only(parameters.key()));
    return context.body(sourcesCsv(sources, parameters.oneOf("lang", ["en", "ru"]) ?? "en"), 200, {
      "content-type": "text/csv; charset=utf-8",
      "content-disposition": 'attachment; filename="sources.csv"',
    });
  });
  app.get("/api/page/funnel", (context) => {
    const parameters = parametersOf(context);
    const ofKey = keys.only(parameters.key());
    return context.json(funnelReport(queries, parameters.range(), parameters.text("label"), ofKey));
  });

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
    return context.json({ error: "Nothing has arrived about this person." }, 404);
  });

  app.get("/api/page/live", (context) => {
    return streamSSE(context, async (stream) => {
      const gone = new AbortController();
      stream.onAbort(() => gone.abort());
      await tellLive(
        {
          news: () => ({ lastRequestId: lastRequestId(), revision: 0 }),
          subscribe: (listener) => state.log.subscribe(listener),
        },
        {
          tell: (news) => stream.writeSSE({ data: JSON.stringify(news) }),
          beat: () => stream.write(":\n\n"),
        },
        AbortSignal.any([gone.signal, state.interruption()]),
      );
    });
  });
}
