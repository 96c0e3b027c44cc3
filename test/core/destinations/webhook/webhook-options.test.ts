import { TrackerConfigError, type WebhookOptions, webhook } from "@bot-tracker/core";
import { expect, test } from "vitest";

const url = "https://example.com/bot-events";
const SECRET = "S3CRET-of-the-webhook";

function messageOf(options: unknown): string {
  try {
    webhook(options as WebhookOptions);
  } catch (error) {
    expect(error).toBeInstanceOf(TrackerConfigError);
    return (error as Error).message;
  }
  throw new Error("It was made without an error.");
}

test.each<[what: string, options: object, message: RegExp]>([
  ["no address", {}, /webhook\(\{ url \}\) needs an address .*got undefined/],
  ["a string that is not an address", { url: "example.com/hook" }, /got a string that is not an address/],
  ["another protocol", { url: "ftp://example.com" }, /got one that begins with ftp:/],
  ["user and password", { url: `https://me:${SECRET}@example.com` }, /headers/],
  ["an empty secret", { url, secret: " " }, /webhook\(\{ secret \}\) needs a non-empty string.*leave it out/],
  ["a secret that is no text", { url, secret: 5 }, /got number/],
  ["a name with spaces", { url, name: "my hook" }, /webhook\(\{ name \}\) needs 1 to 64 letters.*"my hook"/],
  ["updates that are neither", { url, updates: "yes" }, /webhook\(\{ updates \}\) needs true or false, got "yes"/],
  ["a form that is none", { url, updates: true, form: "raw" }, /form \}\) needs "batches" or "telegram", got "raw"/],
  ["Telegram's form of news", { url, form: "telegram" }, /needs `updates: true` beside it, got undefined/],
  ["Telegram's form in batches", { url, updates: true, form: "telegram", batch: {} }, /got a `batch` beside it/],
  [
    "a secret token with a point",
    { url, updates: true, form: "telegram", secret: `${SECRET}.` },
    /8 to 256 characters of A-Za-z0-9_-.*another character at place 22/,
  ],
  ["an empty secret token", { url, updates: true, form: "telegram", secret: "" }, /got 0 characters/],
  ["a short secret", { url, secret: "s3cret!" }, /at least 8 characters, got 7 characters.*leave it out/],
  ["a short secret token", { url, updates: true, form: "telegram", secret: "s3cret_" }, /got 7 characters/],
  ["a long secret token", { url, updates: true, form: "telegram", secret: "a".repeat(257) }, /got 257 characters/],
  [
    "Telegram's own header",
    { url, updates: true, form: "telegram", headers: { "x-telegram-bot-api-secret-token": SECRET } },
    /Give its value as `secret`/,
  ],
  ["no items", { url, batch: { maxItems: 0 } }, /maxItems.*an integer from 1 on, got 0/],
  ["half a byte", { url, batch: { maxBytes: 0.5 } }, /maxBytes.*an integer/],
  ["a wait of -1", { url, batch: { maxWaitMs: -1 } }, /maxWaitMs.*from 0 on, got -1/],
  ["a timeout of 0", { url, timeoutMs: 0 }, /timeoutMs/],
  ["a header that HTTP does not allow", { url, headers: { "x y": "1" } }, /name that HTTP does not allow/],
  ["a header of the tracker's", { url, headers: { "Content-Type": "text/plain" } }, /cannot set Content-Type/],
  ["a header on two lines", { url, headers: { "X-Key": `a\r\n${SECRET}` } }, /one line/],
])("a wrong option of webhook() is named: %s", (_what, options, message) => {
  expect(messageOf(options)).toMatch(message);
  expect(messageOf(options)).not.toContain(SECRET);
});

test("a wait of 0 and an address with a query are fine", () => {
  const { batch, name } = webhook({ url: `${url}?token=${SECRET}`, batch: { maxWaitMs: 0 } });
  expect({ batch, name }).toEqual({ batch: { maxItems: 100, maxBytes: 524_288, maxWaitMs: 0 }, name: "webhook" });
});

test("a secret token may have all that setWebhook takes, and none leaves the header out", () => {
  const make = (secret?: string) => webhook({ url, updates: true, form: "telegram", secret });
  expect(make(`${"aZ09_-".repeat(42)}abcd`)).toMatchObject({ name: "webhook", concurrency: 1 });
  expect(make()).not.toHaveProperty("batch");
});
