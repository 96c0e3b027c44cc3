import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { type TieRequest, type TieUpdate, tieRequests } from "../../../packages/sandbox/src/chat/tie-requests.ts";

const BOT = 7;

function update(updateId: number, at: number, rule: TieUpdate["rule"], more: Partial<TieUpdate> = {}): TieUpdate {
  return { botId: BOT, updateId, at, rule, wasDelivered: true, text: JSON.stringify({ update_id: updateId }), ...more };
}

const START: TieUpdate["rule"] = { kind: "start", payload: "", payloadKind: "none" };
const SAID: TieUpdate["rule"] = { kind: "activity", of: "message" };

function request(id: number, at: number, method: string, body: object, service = "tgtrack"): TieRequest {
  return { id, at, service, method, body };
}

function tied(updates: TieUpdate[], requests: TieRequest[]): Record<number, [number, string]> {
  const ties = tieRequests(updates, requests);
  return Object.fromEntries([...ties].map(([id, { update: of, tie }]) => [id, [of.updateId, tie]]));
}

describe("a request is tied to an update", () => {
  test("with certainty where it holds the update, however late it comes", () => {
    const updates = [update(1, 0, START), update(2, 10, SAID)];
    expect(tied(updates, [request(1, 9_999, "on_telegram_webhook", { update_id: 1 })])).toEqual({ 1: [1, "certain"] });
  });

  test("not where it holds another bot's update of the same number", () => {
    const other = { update_id: 1, message: { text: "another" } };
    expect(tied([update(1, 0, START)], [request(1, 5, "on_telegram_webhook", other)])).toEqual({});
  });

  test("by what it says: a start to the start with that payload, a stop to the stop, attendance to what was done", () => {
    const updates = [
      update(1, 0, { kind: "start", payload: "a", payloadKind: "deep-link" }),
      update(2, 10, SAID),
      update(3, 20, { kind: "stop" }),
      update(4, 30, { kind: "start", payload: "b", payloadKind: "deep-link" }),
    ];
    const requests = [
      request(1, 40, "event", { botId: BOT, event: "start", param_1: "a" }, "howusedbot"),
      request(2, 41, "event", { botId: BOT, event: "common" }, "howusedbot"),
      request(3, 42, "my_bot_was_stopped", {}),
      request(4, 43, "user_did_start_bot", { start_value: "b" }),
    ];
    expect(tied(updates, requests)).toEqual({ 1: [1, "said"], 2: [2, "said"], 3: [3, "said"], 4: [4, "said"] });
  });

  test("by its time otherwise: the update before it, or before the date that it names", () => {
    const updates = [update(1, 1_000, SAID), update(2, 5_000, SAID)];
    const requests = [
      request(1, 6_000, "send_reach_goal", { target: "phone" }),
      request(2, 6_001, "add_event", { event_type: "sale", date: 3 }),
    ];
    expect(tied(updates, requests)).toEqual({ 1: [2, "time"], 2: [1, "time"] });
  });

  test("only of the bot that it names", () => {
    const updates = [update(1, 0, SAID), update(2, 5, SAID, { botId: 8 })];
    const requests = [request(1, 9, "event", { botId: String(BOT), event: "common" }, "howusedbot")];
    expect(tied(updates, requests)).toEqual({ 1: [1, "said"] });
  });

  test("never to one that came later, and never to one that no bot has got", () => {
    const updates = [update(1, 0, SAID, { wasDelivered: false }), update(2, 100, SAID)];
    expect(tied(updates, [request(1, 50, "send_reach_goal", { target: "x" })])).toEqual({});
  });

  test("by its time never to a block, if there is anything else: nobody reports a goal because of one", () => {
    const updates = [update(1, 0, SAID), update(2, 5, { kind: "stop" })];
    expect(tied(updates, [request(1, 9, "send_reach_goal", { target: "x" })])).toEqual({ 1: [1, "time"] });
  });

  test("at most once for each service and meaning, and never before it was made, whatever comes", () => {
    const events = fc.constantFrom("start", "common", "stop", "own");
    fc.assert(
      fc.property(
        fc.array(fc.record({ at: fc.nat(1_000), wasDelivered: fc.boolean() }), { maxLength: 12 }),
        fc.array(fc.record({ at: fc.nat(1_000), event: events }), { maxLength: 12 }),
        (made, told) => {
          const updates = made
            .toSorted((a, b) => a.at - b.at)
            .map(({ at, wasDelivered }, index) =>
              update(index + 1, at, index % 2 === 0 ? START : SAID, { wasDelivered }),
            );
          const requests = told
            .toSorted((a, b) => a.at - b.at)
            .map(({ at, event }, index) => request(index + 1, at, "event", { botId: BOT, event }, "howusedbot"));
          const ties = [...tieRequests(updates, requests)];
          for (const [id, { update: of }] of ties) {
            expect(of.at).toBeLessThanOrEqual(requests[id - 1]?.at ?? -1);
            expect(of.wasDelivered).toBe(true);
          }
          const said = ties.filter(([, { tie }]) => tie === "said").map(([, { update: of }]) => of.updateId);
          expect(new Set(said).size).toBe(said.length);
        },
      ),
    );
  });
});
