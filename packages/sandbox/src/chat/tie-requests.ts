import type { TiedRequest, UpdateRule } from "../wire/chat.ts";

/** An update as far as requests are compared with it. */
export interface TieUpdate {
  botId: number;
  updateId: number;
  /** Milliseconds since the epoch, by the clock of the requests. */
  at: number;
  rule: UpdateRule;
  /** False while no bot has got it. */
  wasDelivered: boolean;
  /** As the bot gets it. */
  text: string;
}

/** A request as far as it says where it comes from. */
export interface TieRequest {
  id: number;
  at: number;
  service: string;
  /** The method of TGTrack or the request type of HowUsedBot. */
  method: string;
  body: unknown;
}

export interface Tie<Update extends TieUpdate> {
  update: Update;
  tie: TiedRequest["tie"];
}

const START_METHODS: ReadonlySet<string> = new Set([
  "my_bot_was_started",
  "user_did_start_bot",
  "user_id_start_bot",
  "user_id_subscribe",
]);

/**
 * Which of one person's updates led to which request. Only a forwarded update says so itself. Otherwise a request is
 * tied by what it says: a start to a start, a stop to a stop, attendance to what the person did; and what is left, such
 * as an event of the bot's own, to the update before it. Requests that fit none are not in the answer.
 *
 * @param updates of the person with all bots, oldest first
 * @param requests about the person, oldest first
 */
export function tieRequests<Update extends TieUpdate>(
  updates: readonly Update[],
  requests: readonly TieRequest[],
): Map<number, Tie<Update>> {
  const ties = new Map<number, Tie<Update>>();
  const told = new Set<string>();
  for (const request of requests) {
    const tie = tieOf(request, updates, told);
    if (tie !== undefined) ties.set(request.id, tie);
  }
  return ties;
}

function tieOf<Update extends TieUpdate>(
  request: TieRequest,
  updates: readonly Update[],
  told: Set<string>,
): Tie<Update> | undefined {
  const { body, service } = request;
  const updateId = fieldOf(body, "update_id");
  if (updateId !== undefined) {
    const text = JSON.stringify(body);
    const update = updates.find((each) => each.updateId === updateId && isSame(each.text, text));
    return update && { update, tie: "certain" };
  }
  const botId = fieldOf(body, "botId");
  const before = updates.filter(
    ({ at, wasDelivered, botId: own }) =>
      at <= request.at && wasDelivered && (botId === undefined || String(botId) === String(own)),
  );
  const meant = meaningOf(request);
  if (meant !== undefined) {
    const key = ({ botId: own, updateId: id }: Update) => `${service} ${own} ${id}`;
    const fitting = before.filter((update) => update.rule.kind === meant.kind && !told.has(key(update)));
    const update = fitting.findLast(({ rule }) => payloadOf(rule) === meant.payload) ?? fitting.at(-1);
    if (update !== undefined) {
      told.add(key(update));
      return { update, tie: "said" };
    }
  }
  // Nobody reports a goal because somebody blocks the bot: one that comes after was about what was done before.
  const deeds = before.filter(({ rule }) => rule.kind !== "stop" && rule.kind !== "unblock");
  const candidates = deeds.length > 0 ? deeds : before;
  const date = fieldOf(body, "date");
  const isInTime = ({ at }: Update) => typeof date !== "number" || Math.floor(at / 1_000) <= date;
  const update = candidates.findLast(isInTime) ?? candidates.at(-1);
  return update && { update, tie: "time" };
}

function meaningOf({ method, service, body }: TieRequest) {
  if (service === "howusedbot") {
    const event = fieldOf(body, "event");
    if (event === "start") return { kind: "start", payload: String(fieldOf(body, "param_1") ?? "") };
    if (event === "stop") return { kind: "stop", payload: "" };
    return event === "common" ? { kind: "activity", payload: "" } : undefined;
  }
  if (START_METHODS.has(method)) return { kind: "start", payload: String(fieldOf(body, "start_value") ?? "") };
  return method === "my_bot_was_stopped" ? { kind: "stop", payload: "" } : undefined;
}

function payloadOf(rule: UpdateRule): string {
  return rule.kind === "start" ? rule.payload : "";
}

/** Bodies are written anew on their way, so that spaces do not count. The page keeps the beginning of a long update. */
function isSame(update: string, body: string): boolean {
  return update.endsWith("…") ? body.startsWith(update.slice(0, -1)) : update === body;
}

function fieldOf(body: unknown, name: string): unknown {
  return typeof body === "object" && body !== null ? Reflect.get(body, name) : undefined;
}
