import fc from "fast-check";
import { expect, it } from "vitest";
import { readTgtrackReply } from "../../../../packages/core/src/destinations/tgtrack/tgtrack-reply.ts";

const status = fc.integer({ min: 200, max: 599 });
/** Any JSON value, and objects that look like an answer without being one. */
const json = fc.oneof(
  fc.jsonValue(),
  fc.record(
    {
      status: fc.oneof(fc.constantFrom("OK", "ok", "error", "fail", ""), fc.jsonValue()),
      error_code: fc.oneof(fc.nat(600), fc.jsonValue()),
      error_description: fc.jsonValue(),
      error_details: fc.jsonValue(),
      error: fc.oneof(fc.record({ code: fc.jsonValue(), message: fc.jsonValue() }), fc.jsonValue()),
      data: fc.jsonValue(),
      mode: fc.jsonValue(),
    },
    { requiredKeys: [] },
  ),
);

function answered(httpStatus: number, text: string) {
  return readTgtrackReply({ kind: "answered", status: httpStatus, text });
}

it("no text and no JSON value whatever makes the reader throw, and every failure has a description", () => {
  const text = fc.oneof(
    fc.string({ unit: "binary" }),
    json.map((value) => JSON.stringify(value)),
  );
  fc.assert(
    fc.property(status, text, (httpStatus, body) => {
      const reply = answered(httpStatus, body);
      if (reply.kind !== "ok") expect(reply.description).toMatch(/\S/);
    }),
  );
});

it("an answer is a success only if its status says OK, or its code says 0 and its status nothing", () => {
  fc.assert(
    fc.property(status, json, (httpStatus, body) => {
      if (answered(httpStatus, JSON.stringify(body)).kind !== "ok") return;
      const said = body as { status?: unknown; error_code?: unknown; error?: { code?: unknown } };
      const isOk = typeof said.status === "string" && said.status.toLowerCase() === "ok";
      const codes = [said.error_code, said.error?.code].map((code) => String(code).trim());
      expect(isOk || (typeof said.status !== "string" && codes.some((code) => /^-?0+$/.test(code)))).toBe(true);
    }),
  );
});

it("an error of TGTrack's is never a success, whatever its HTTP status and whatever else it says", () => {
  fc.assert(
    fc.property(status, json, (httpStatus, body) => {
      if (typeof body !== "object" || body === null || Array.isArray(body)) return;
      const text = JSON.stringify({ ...body, status: "error" });
      expect(answered(httpStatus, text)).toMatchObject({ kind: "refused" });
    }),
  );
});

it.each([
  ["Invalid token", 401],
  ["token expired", 402],
  [" Forbidden ", 403],
  ["Too many requests", 429],
  ["Service unavailable", 503],
  ["chat not found", undefined],
])("the documented text %j stands for its code when the code is missing", (text, errorCode) => {
  const body = JSON.stringify({ status: "error", error_description: text });
  expect(answered(200, body)).toMatchObject({ kind: "refused", errorCode, description: text });
});
