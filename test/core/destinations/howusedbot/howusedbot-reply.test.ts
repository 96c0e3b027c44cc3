import fc from "fast-check";
import { expect, it } from "vitest";
import { readHowUsedBotReply } from "../../../../packages/core/src/destinations/howusedbot/howusedbot-reply.ts";

const json = fc.oneof(
  fc.jsonValue(),
  fc.record(
    {
      ok: fc.jsonValue(),
      error_code: fc.jsonValue(),
      error: fc.oneof(fc.record({ code: fc.jsonValue(), message: fc.jsonValue() }), fc.jsonValue()),
      description: fc.jsonValue(),
    },
    { requiredKeys: [] },
  ),
);

it("no answer whatever makes the reader throw, and only `ok: true` is a success", () => {
  const text = fc.oneof(
    fc.string({ unit: "binary" }),
    json.map((value) => JSON.stringify(value)),
  );
  fc.assert(
    fc.property(fc.integer({ min: 200, max: 599 }), text, (status, body) => {
      const reply = readHowUsedBotReply({ kind: "answered", status, text: body });
      if (reply.kind === "ok") expect(JSON.parse(body)).toMatchObject({ ok: true });
      else expect(reply.description).toMatch(/\S/);
    }),
  );
});
