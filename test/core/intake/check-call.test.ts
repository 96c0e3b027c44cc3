import { expect, it } from "vitest";
import { checkTrackEvent } from "../../../packages/core/src/intake/calls/check-call.ts";

it("gives an event without labels and params lists of its own that are not frozen: JSON of those costs twice as much", () => {
  const listsOf = () => {
    const checked = checkTrackEvent({ userId: 1, event: "paid" }, 1_795_000_000_000);
    if (!checked.ok) throw new Error(checked.message);
    return [checked.value.labels, checked.value.params];
  };
  const [one, other] = [listsOf(), listsOf()];
  expect(one.map((list) => Object.isFrozen(list))).toEqual([false, false]);
  expect(one.map((list, index) => list === other[index])).toEqual([false, false]);
});
