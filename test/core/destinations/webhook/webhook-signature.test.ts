import { createHmac } from "node:crypto";
import { verifyWebhookSignature } from "@bot-tracker/core";
import fc from "fast-check";
import { expect, test } from "vitest";
import { signWebhook } from "../../../../packages/core/src/destinations/webhook/webhook-signature.ts";

const SECRET = "webhook-secret";
const NOW = 1_795_176_000;
const now = { nowSeconds: NOW };

test("the signature is the hex HMAC-SHA256 of `t.body`, so that any language can check it", () => {
  const expected = createHmac("sha256", SECRET).update(`${NOW}.[{"id":"1"}]`).digest("hex");
  expect(signWebhook('[{"id":"1"}]', SECRET, NOW + 0.9)).toBe(`t=${NOW},v1=${expected}`);
});

test("whatever was signed is accepted, and no other body, secret or time is", () => {
  fc.assert(
    fc.property(fc.string(), fc.string({ minLength: 1 }), fc.string({ minLength: 1 }), (body, secret, other) => {
      const header = signWebhook(body, secret, NOW);
      expect(verifyWebhookSignature(header, body, secret, now)).toBe(true);
      expect(verifyWebhookSignature(header, `${body}${other}`, secret, now)).toBe(false);
      if (other !== secret) expect(verifyWebhookSignature(header, body, other, now)).toBe(false);
      expect(verifyWebhookSignature(header.replace(`t=${NOW}`, `t=${NOW + 1}`), body, secret, now)).toBe(false);
    }),
  );
});

test("a header of any other shape is refused and throws nothing", () => {
  const good = signWebhook("[]", SECRET, NOW);
  const v1 = good.split(",")[1] ?? "";
  for (const header of [
    undefined,
    "",
    "v1=",
    `t=${NOW}`,
    v1,
    `t=${NOW},v1=00`,
    `t=-1,${v1}`,
    `t=${NOW},t=${NOW},${v1}`,
    good.toUpperCase(),
    [good],
    `t=1e9,${v1}`,
  ]) {
    expect(verifyWebhookSignature(header, "[]", SECRET, now)).toBe(false);
  }
  fc.assert(fc.property(fc.string(), (header) => void verifyWebhookSignature(header, "[]", SECRET, now)));
});

test("one good signature among several is enough, as while a secret is being renewed", () => {
  const [time, good] = signWebhook("[]", SECRET, NOW).split(",");
  const [, old] = signWebhook("[]", "old-secret", NOW).split(",");
  expect(verifyWebhookSignature(`${time}, ${old}, ${good}`, "[]", SECRET, now)).toBe(true);
});

test("an empty or unset secret lets nobody in", () => {
  const header = `t=${NOW},v1=${createHmac("sha256", "").update(`${NOW}.[]`).digest("hex")}`;
  expect(verifyWebhookSignature(header, "[]", "", now)).toBe(false);
  expect(verifyWebhookSignature(header, "[]", undefined as unknown as string, now)).toBe(false);
});

test("the tolerance is 300 seconds either way, or what the receiver says", () => {
  const header = signWebhook("[]", SECRET, NOW);
  const at = (nowSeconds: number, toleranceSeconds?: number) =>
    verifyWebhookSignature(header, "[]", SECRET, {
      nowSeconds,
      ...(toleranceSeconds !== undefined && { toleranceSeconds }),
    });
  expect([at(NOW + 300), at(NOW + 301), at(NOW - 300), at(NOW - 301)]).toEqual([true, false, true, false]);
  expect([at(NOW + 9, 10), at(NOW + 11, 10), at(Number.NaN)]).toEqual([true, false, false]);
});
