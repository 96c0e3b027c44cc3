import { expect, test } from "vitest";
import { SettleGroups, type TimedSettlement } from "../../../packages/redis/src/store/settle-groups.ts";

function harness(answer: () => Promise<void> = () => Promise.resolve()) {
  const told: string[] = [];
  let later: (() => void)[] = [];
  const groups = new SettleGroups({
    tell: (timed) => {
      told.push(idsOf(timed));
      return answer();
    },
    soon: (task) => later.push(task),
  });
  return {
    groups,
    told,
    settle: (...ids: string[]) => Promise.all(ids.map((id) => groups.settle([{ id, as: "delivered" }], 0))),
    /** The turn of the event loop ends. */
    turn: async (): Promise<void> => {
      for (const task of later.splice(0)) task();
      later = [];
      await new Promise<void>((resolve) => setImmediate(resolve));
    },
  };
}

function idsOf(timed: readonly TimedSettlement[]): string {
  return timed.map(({ settlement }) => settlement.id).join(" ");
}

test("what ends in one turn is told in one step, and what ends meanwhile in the next one", async () => {
  let answer = (): void => {};
  const { told, settle, turn } = harness(() => new Promise((resolve) => (answer = resolve)));
  const first = settle("a", "b");
  await turn();
  const second = settle("c");
  await turn();
  expect(told).toEqual(["a b"]);
  answer();
  await first;
  await turn();
  answer();
  await second;
  expect(told).toEqual(["a b", "c"]);
});

test("results that wait for others to be told are told at once when the connection is about to end", async () => {
  const { groups, told, settle, turn } = harness(() => new Promise(() => {}));
  void settle("a");
  await turn();
  void settle("b", "c");
  groups.tellNow();
  expect(told).toEqual(["a", "b c"]);
  groups.tellNow();
  expect(told).toHaveLength(2);
});

test("a step that takes something in their place takes along what waits, and they end as it does", async () => {
  const { groups, told, settle, turn } = harness();
  const settled = settle("a", "b");
  expect(await groups.tellIn(async (timed) => ({ failure: undefined, ids: idsOf(timed) }))).toMatchObject({
    ids: "a b",
  });
  await settled;
  const refused = expect(settle("c")).rejects.toThrow("WRONGTYPE");
  await groups.tellIn(async () => ({ failure: new Error("WRONGTYPE") }));
  await refused;
  const lost = expect(settle("d")).rejects.toThrow("Connection is closed");
  const step = groups.tellIn(() => Promise.reject(new Error("Connection is closed.")));
  await expect(step).rejects.toThrow("Connection is closed");
  await lost;
  await turn();
  expect(told).toEqual([]);
});
