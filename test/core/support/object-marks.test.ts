import { isDeepStrictEqual } from "node:util";
import { expect, test } from "vitest";
import { createObjectMarks } from "../../../packages/core/src/support/object-marks.ts";

const OBJECTS: Record<string, () => object> = {
  "an ordinary object": () => ({ update_id: 1 }),
  "a frozen one": () => Object.freeze({ update_id: 1 }),
  "one without a prototype": () => Object.assign(Object.create(null), { update_id: 1 }),
  "a proxy that refuses everything": () =>
    new Proxy(
      {},
      {
        get: refuse,
        set: refuse,
        has: refuse,
        defineProperty: refuse,
        getOwnPropertyDescriptor: refuse,
        getPrototypeOf: refuse,
      },
    ),
};

function refuse(): never {
  throw new Error("refused");
}

test.for(Object.entries(OBJECTS))("%s keeps its mark, and each set of marks has its own", ([, make]) => {
  const [marks, others] = [createObjectMarks(), createObjectMarks()];
  const object = make();
  expect(marks.has(object)).toBe(false);
  expect(marks.get(object)).toBe(undefined);
  const [first, second] = [{}, {}];
  marks.set(object, first);
  expect(marks.get(object)).toBe(first);
  marks.set(object, second);
  expect(marks.get(object)).toBe(second);
  expect(marks.has(object)).toBe(true);
  expect(others.has(object)).toBe(false);
});

test("a mark cannot be seen on the object and is in no copy of it", () => {
  const marks = createObjectMarks();
  const object = { update_id: 1 };
  marks.set(object, {});
  expect(Reflect.ownKeys(object)).toEqual(["update_id"]);
  expect(JSON.stringify(object)).toBe('{"update_id":1}');
  expect(isDeepStrictEqual(object, { update_id: 1 })).toBe(true);
  for (const copy of [{ ...object }, structuredClone(object), Object.create(object)]) {
    expect(marks.has(copy)).toBe(false);
  }
});

test("an object that was marked before it was frozen keeps its mark", () => {
  const marks = createObjectMarks();
  const [object, mark] = [{}, {}];
  marks.set(object, mark);
  Object.freeze(object);
  expect(marks.get(object)).toBe(mark);
});
