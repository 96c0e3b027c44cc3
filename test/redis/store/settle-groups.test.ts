import { expect, test } from "vitest";
import { SettleGroups } from "../../../packages/redis/src/store/settle-groups.ts";

test("results that wait for others to be told are told at once when the connection is about to end", () => {
  const told: string[] = [];
  const groups = new SettleGroups((timed) => {
    told.push(timed.map(({ settlement }) => settlement.id).join(" "));
    return new Promise(() => {});
  });
  for (const id of ["a", "b", "c"]) void groups.settle([{ id, as: "delivered" }], 0);
  expect(told).toEqual(["a"]);
  groups.tellNow();
  expect(told).toEqual(["a", "b c"]);
  groups.tellNow();
  expect(told).toHaveLength(2);
});
