import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { jsonTokens } from "../../../../packages/sandbox/page/src/views/requests/json-tokens.ts";

function written(text: string): string | undefined {
  return jsonTokens(text)
    ?.map((token) => token.text)
    .join("");
}

describe("a body that is JSON", () => {
  test("is indented as JSON.stringify would, whatever it holds", () => {
    fc.assert(
      fc.property(fc.jsonValue({ maxDepth: 3 }), (value) => {
        expect(written(JSON.stringify(value))).toBe(JSON.stringify(value, null, 2));
      }),
    );
  });

  test("keeps every digit of an id that JavaScript cannot count", () => {
    expect(written('{"user_id":9007199254740993}')).toBe('{\n  "user_id": 9007199254740993\n}');
  });

  test("shows letters that were written as codes as letters", () => {
    expect(written('{"name":"\\u0418\\u0432\\u0430\\u043d"}')).toBe('{\n  "name": "Иван"\n}');
  });

  test("tells a name from a text", () => {
    expect(jsonTokens('{"a":"b"}')?.filter(({ kind }) => kind === "key" || kind === "string")).toEqual([
      { kind: "key", text: '"a"' },
      { kind: "string", text: '"b"' },
    ]);
  });
});

test("a body that is no JSON has no tokens", () => {
  expect(jsonTokens("user_id=5&target=x")).toBeUndefined();
  expect(jsonTokens('{"update_id": 12, oops')).toBeUndefined();
});
