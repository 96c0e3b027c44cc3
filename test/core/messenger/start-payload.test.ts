import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { StartPayloadError } from "../../../packages/core/src/errors/start-payload-error.ts";
import {
  decodeStartPayload,
  encodeStartPayload,
  isStartPayload,
} from "../../../packages/core/src/messenger/start-payload.ts";

const text = fc.string({ unit: "binary", maxLength: 12 });
const anyFields = fc.dictionary(text, text, { maxKeys: 4 });

/** What encoding gives: the payload, or the error of fields that do not fit. */
function tryEncode(fields: Record<string, string>): string | StartPayloadError {
  return errorOf(() => encodeStartPayload(fields)) ?? encodeStartPayload(fields);
}

function errorOf(run: () => unknown): StartPayloadError | undefined {
  try {
    run();
  } catch (error) {
    if (error instanceof StartPayloadError) return error;
    throw error;
  }
  return undefined;
}

describe("encodeStartPayload and decodeStartPayload", () => {
  test("are inverse for all fields that fit, and what fits is a start payload", () => {
    fc.assert(
      fc.property(anyFields, (fields) => {
        const payload = tryEncode(fields);
        fc.pre(typeof payload === "string");
        expect(isStartPayload(payload)).toBe(true);
        expect(Object.entries(decodeStartPayload(payload) ?? {}).sort()).toEqual(Object.entries(fields).sort());
      }),
      { numRuns: 1000 },
    );
  });

  test("give one payload for the same fields in any order", () => {
    expect(encodeStartPayload({ ref: "42", ad: "vk" })).toBe(encodeStartPayload({ ad: "vk", ref: "42" }));
  });

  test("carry a field named like a property of every object", () => {
    const fields = JSON.parse('{"__proto__":"a","constructor":"b","":""}') as Record<string, string>;
    expect(JSON.stringify(decodeStartPayload(encodeStartPayload(fields)))).toBe(
      '{"":"","__proto__":"a","constructor":"b"}',
    );
    expect(decodeStartPayload(encodeStartPayload({}))).toEqual({});
  });

  test("carry what a referral needs in well under 64 characters", () => {
    const payload = encodeStartPayload({ ref: "5123456789", ad: "vk_autumn" });
    expect(payload).toMatch(/^_1/);
    expect(payload.length).toBe(41);
  });

  test("carry twice as much to a bot in MAX, which says so when even that is too little", () => {
    const fits = { a: "b".repeat(90) };
    expect(encodeStartPayload(fits, { messenger: "max" })).toHaveLength(128);
    expect(decodeStartPayload(encodeStartPayload(fits, { messenger: "max" }))).toEqual(fits);
    expect(errorOf(() => encodeStartPayload(fits))).toMatchObject({ excessChars: 64 });
    expect(errorOf(() => encodeStartPayload({ a: "b".repeat(94) }, { messenger: "max" }))).toMatchObject({
      excessChars: 5,
      message: expect.stringContaining("at most 128 characters"),
    });
  });

  test("are inverse for MAX too", () => {
    fc.assert(
      fc.property(anyFields, (fields) => {
        const encode = () => encodeStartPayload(fields, { messenger: "max" });
        fc.pre(errorOf(encode) === undefined);
        expect(isStartPayload(encode(), "max")).toBe(true);
        expect(Object.entries(decodeStartPayload(encode()) ?? {}).sort()).toEqual(Object.entries(fields).sort());
      }),
    );
  });

  test("refuse what does not fit, and say by how much", () => {
    expect(encodeStartPayload({ a: "b".repeat(42) })).toHaveLength(64);
    const error = errorOf(() => encodeStartPayload({ a: "b".repeat(46) }));
    expect(error).toMatchObject({ name: "StartPayloadError", code: "start-payload", excessChars: 5 });
    expect(error?.message).toContain("at most 64 characters of A-Za-z0-9_-");
    expect(error?.message).toContain("need 69: 5 too many");
    expect(error?.message).toContain("by 4 bytes");
  });

  test("refuse without repeating the values, which may be private", () => {
    expect(errorOf(() => encodeStartPayload({ phone: "+7 900 000-00-00 ".repeat(5) }))?.message).not.toContain("900");
  });

  test("say as many bytes too many as have to go for the rest to fit", () => {
    fc.assert(
      fc.property(fc.integer({ min: 43, max: 500 }), (length) => {
        const bytes = Number(/by (\d+) bytes/.exec(String(tryEncode({ a: "b".repeat(length) })))?.[1]);
        expect(typeof tryEncode({ a: "b".repeat(length - bytes) })).toBe("string");
        expect(typeof tryEncode({ a: "b".repeat(length - bytes + 1) })).not.toBe("string");
      }),
    );
  });

  test("refuse half of a surrogate pair and what is no string", () => {
    expect(errorOf(() => encodeStartPayload({ a: "\ud83d" }))).toMatchObject({ excessChars: 0 });
    const numbers = { ref: 42 } as unknown as Record<string, string>;
    expect(errorOf(() => encodeStartPayload(numbers))?.message).toContain("a value is a number");
  });
});

describe("decodeStartPayload", () => {
  test("gives undefined for the codes of ad services and for any other start", () => {
    for (const payload of ["PJaf5568712cd", "TGTrack-PJ123456", "TГTrack-PJ123456", "", "_", "_1", "_1AA", "a b"]) {
      expect(decodeStartPayload(payload)).toBeUndefined();
    }
    expect(decodeStartPayload(undefined as unknown as string)).toBeUndefined();
  });

  test("gives undefined for every string that was not encoded here", () => {
    const alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
    const payloads = fc.string({ unit: fc.constantFrom(...alphabet), minLength: 0, maxLength: 66 });
    fc.assert(
      fc.property(
        fc.oneof(
          fc.string({ unit: "binary" }),
          payloads,
          payloads.map((rest) => `_1${rest}`),
        ),
        (payload) => {
          const fields = decodeStartPayload(payload);
          // Whoever hits the checksum by chance has written what encoding gives, so nothing is misread.
          if (fields !== undefined) expect(encodeStartPayload(fields)).toBe(payload);
        },
      ),
      { numRuns: 1000 },
    );
  });

  test("gives undefined when any one character was changed, added or lost", () => {
    const payload = encodeStartPayload({ ref: "42", ad: "vk" });
    for (let i = 0; i < payload.length; i++) {
      const before = payload.slice(0, i);
      const after = payload.slice(i + 1);
      for (const changed of [`${before}${payload[i] === "x" ? "y" : "x"}${after}`, `${before}${after}`]) {
        expect(decodeStartPayload(changed)).toBeUndefined();
      }
      expect(decodeStartPayload(`${before}+${after}`)).toBeUndefined();
    }
    expect(decodeStartPayload(`${payload}A`)).toBeUndefined();
  });
});
