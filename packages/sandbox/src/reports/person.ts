import { ALWAYS, allOf, type Condition, condition } from "../database/condition.ts";
import type { Queries } from "../database/queries.ts";
import type { HistoryItem, PersonReply } from "../wire/people.ts";
import type { KeyLabel } from "../wire/status.ts";
import { type KnownLink, knownLinks } from "./links-known.ts";
import { PersonFigures } from "./person-figures.ts";

const MAX_HISTORY = 200;

interface StoredFact {
  id: number;
  at: number;
  service: HistoryItem["service"];
  kind: HistoryItem["kind"];
  name: string;
  standing: HistoryItem["standing"];
  source: string;
  goal: string | null;
  goalPassed: number | null;
  result: HistoryItem["result"];
  amount: number | null;
  param1: string | null;
  param2: string | null;
  param3: string | null;
  labels: string | null;
}

export interface PersonQuestion {
  userId: string;
  /** The id of the last item of the history that is there already. */
  beforeId: number | undefined;
}

/** A person's dossier; undefined where no chosen key knows the person. */
export function personReport(
  queries: Queries,
  { userId, beforeId }: PersonQuestion,
  ofKey: Condition,
  labelOf: (keyRow: number) => KeyLabel,
): PersonReply | undefined {
  const figures = new PersonFigures(queries, ofKey);
  const row = figures.row(userId);
  if (row === undefined) return undefined;
  const before =
    beforeId === undefined
      ? ALWAYS
      : condition("(at, id) < (SELECT at, id FROM facts AS last WHERE last.id = ?)", beforeId);
  const fitting = allOf(condition("user_id = ?", userId), ofKey, before);
  const facts = queries.all<StoredFact>(
    "SELECT id, at, service, kind, name, standing, source, goal, goal_passed AS goalPassed, result, amount, " +
      "param_1 AS param1, param_2 AS param2, param_3 AS param3, labels FROM facts INDEXED BY facts_by_user " +
      `WHERE ${fitting.sql} ORDER BY at DESC, id DESC LIMIT ${MAX_HISTORY + 1}`,
    fitting.values,
  );
  const linkOf = knownLinks(queries);
  return {
    ...row,
    keys: figures.keyRows(userId).map(labelOf),
    utm: row.source === null ? {} : linkOf(row.source.code).utm,
    history: facts.slice(0, MAX_HISTORY).map((fact) => historyItem(fact, linkOf)),
    more: facts.length > MAX_HISTORY,
  };
}

function historyItem(fact: StoredFact, linkOf: (code: string) => KnownLink): HistoryItem {
  const { id, at, service, kind, name, standing, source, goal, goalPassed, result, amount, labels } = fact;
  return {
    id,
    at,
    service,
    kind,
    name,
    standing,
    source: source === "" ? null : { code: source, name: linkOf(source).name },
    goal,
    goalPassed: goalPassed === null ? null : goalPassed !== 0,
    result,
    amount,
    params: kind === "use" ? [fact.param1, fact.param2, fact.param3] : [],
    labels: labels === null ? [] : (JSON.parse(labels) as HistoryItem["labels"]),
  };
}
