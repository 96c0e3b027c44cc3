import { inspect } from "node:util";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { createTgtrackDestination } from "../../../packages/core/src/destinations/tgtrack/tgtrack-destination.ts";
import { webhook } from "../../../packages/core/src/index.ts";
import { Messages } from "../../../packages/core/src/support/messages.ts";
import { onOneLine, printable, printableJson } from "../../../packages/core/src/support/printable.ts";
import { Redaction, redactSecrets } from "../../../packages/core/src/support/secrets/redact-secrets.ts";
import { SecretFinder } from "../../../packages/core/src/support/secrets/secret-finder.ts";

const letters = fc.string({ unit: "grapheme", minLength: 8, maxLength: 30 }).filter((text) => text.length >= 8);
const around = fc.string({ unit: fc.constantFrom("a", "Z", "7", " ", "-", ".", "é", "日"), maxLength: 20 });

/** What writes a secret otherwise than it is. */
const spellings: Record<string, (secret: string) => string> = {
  raw: (secret) => secret,
  "percent-encoded": (secret) => encodeURIComponent(secret),
  "percent-encoded in small letters": (secret) =>
    encodeURIComponent(secret).replace(/%../g, (code) => code.toLowerCase()),
  "every letter percent-encoded": (secret) =>
    [...Buffer.from(secret)].map((byte) => `%${byte.toString(16).padStart(2, "0")}`).join(""),
  "as in a form": (secret) => new URLSearchParams({ k: secret }).toString().slice(2),
  "as in JSON": (secret) => JSON.stringify(secret).slice(1, -1),
  "as in JSON with \\/": (secret) => JSON.stringify(secret).slice(1, -1).replaceAll("/", "\\/"),
  "as in JSON with \\u": (secret) =>
    Array.from({ length: secret.length }, (_, index) => {
      return `\\u${secret.charCodeAt(index).toString(16).padStart(4, "0")}`;
    }).join(""),
  "as in JSON in JSON": (secret) => JSON.stringify(JSON.stringify(secret)).slice(1, -1),
  "as in JSON in a form": (secret) => new URLSearchParams({ k: JSON.stringify(secret) }).toString().slice(2),
};

describe("a known secret of eight letters or more", () => {
  it.for(Object.keys(spellings))("is hidden wherever it stands: %s", (name) => {
    const spelled = spellings[name] as (secret: string) => string;
    fc.assert(
      fc.property(letters, around, around, (secret, before, after) => {
        fc.pre(secret.isWellFormed());
        const written = spelled(secret);
        // Between signs that belong to nothing, so that the neighbours do not change what is written.
        const clean = redactSecrets(`${before}|${written}|${after}`, [secret]);
        expect(clean).not.toContain(written);
        expect(clean).toContain("[secret]");
        if (!before.includes(secret) && !after.includes(secret)) {
          expect(clean.startsWith(`${before}|`)).toBe(true);
          expect(clean.endsWith(`|${after}`)).toBe(true);
        }
      }),
    );
  });

  it("is hidden in Basic credentials, whole", () => {
    const credentials = Buffer.from("bot:s3cret-of-mine").toString("base64");
    const secrets = ["s3cret-of-mine"];

    expect(redactSecrets(`authorization: Basic ${credentials}, and more`, secrets)).toBe(
      "authorization: Basic [secret], and more",
    );
    expect(redactSecrets(JSON.stringify({ authorization: `basic ${credentials}` }), secrets)).toBe(
      '{"authorization":"basic [secret]"}',
    );
  });

  it("is hidden in one pass: longest first, overlaps together, and never inside what was put in its place", () => {
    expect(redactSecrets("abcdefghijkl", ["abcdefgh", "abcdefghijkl"])).toBe("[secret]");
    expect(redactSecrets("abcdefghijkl", ["abcdefgh", "efghijkl"])).toBe("[secret]");
    expect(redactSecrets("abcdefgh [secret]", ["abcdefgh", "[secret]"])).toBe("[secret] [secret]");
    expect(redactSecrets("xabcdefghabcdefghx", ["abcdefgh"])).toBe("x[secret][secret]x");
  });

  it("leaves every other text as it is", () => {
    fc.assert(
      fc.property(fc.string({ maxLength: 60 }), letters, (text, secret) => {
        fc.pre(!text.includes(secret.slice(0, 4)));
        expect(redactSecrets(text, [`${secret}-and-more`])).toBe(text);
      }),
    );
    expect(redactSecrets("100% of \\d+ at %zz and %E0%80", ["not there at all"])).toBe(
      "100% of \\d+ at %zz and %E0%80",
    );
  });

  it("costs no more among 8,000 others: each letter of the text is looked at once", () => {
    let looked = 0;
    class Counted extends Map<number, Map<number, Set<string>>> {
      override get(hash: number): Map<number, Set<string>> | undefined {
        looked++;
        return super.get(hash);
      }
      override has(hash: number): boolean {
        looked++;
        return super.has(hash);
      }
      // Every way to go through them one by one.
      override *entries(): MapIterator<[number, Map<number, Set<string>>]> {
        for (const entry of super.entries()) {
          looked++;
          yield entry;
        }
      }
      override [Symbol.iterator](): MapIterator<[number, Map<number, Set<string>>]> {
        return this.entries();
      }
      override *keys(): MapIterator<number> {
        for (const [hash] of this.entries()) yield hash;
      }
      override *values(): MapIterator<Map<number, Set<string>>> {
        for (const [, alike] of this.entries()) yield alike;
      }
      override forEach(task: (alike: Map<number, Set<string>>, hash: number, all: this) => void): void {
        for (const [hash, alike] of this.entries()) task(alike, hash, this);
      }
    }
    const costOf = (secrets: string[]): number => {
      const finder = new SecretFinder(secrets, new Counted());
      looked = 0;
      finder.find("x".repeat(2_000));
      return looked;
    };

    const many = Array.from({ length: 8_000 }, (_, n) => `${String(n).padStart(8, "0")} is a secret`);
    expect(costOf(many)).toBe(costOf(many.slice(0, 1)));
    expect(costOf(many)).toBeLessThanOrEqual(2_000);
  });

  it("costs a bounded time even where the text is made to look like all of them, and is then hidden whole", () => {
    const alike = Array.from({ length: 240 }, (_, n) => `${"a".repeat(8 + n)}b`);

    expect(redactSecrets("a".repeat(1_000_000), alike)).toBe("[secret]");
    expect(redactSecrets(`${"a".repeat(20)}c`, alike)).toBe(`${"a".repeat(20)}c`);
    expect(redactSecrets(`${"a".repeat(20)}b`, alike)).toBe("[secret]");
  });

  it("that is forgotten is hidden no more", () => {
    const finder = new SecretFinder(["abcdefgh1", "abcdefgh2"]);
    finder.delete("abcdefgh1");

    expect(finder.find("abcdefgh1")).toEqual([]);
    expect(finder.find("abcdefgh2")).toHaveLength(1);
  });
});

describe("a shorter one", () => {
  it.for([
    ["https://bot-api.tgtrack.ru/v1/abc/add_event failed", "https://bot-api.tgtrack.ru/v1/[secret]/add_event failed"],
    ['{"apiToken":"abc","abc":1}', '{"apiToken":"[secret]","abc":1}'],
    ["apiToken=abc&event=abc", "apiToken=[secret]&event=abc"],
    ["api_token: abc", "api_token: [secret]"],
    ["authorization: Bearer abc", "authorization: Bearer [secret]"],
    ["X-Telegram-Bot-Api-Secret-Token: abc", "X-Telegram-Bot-Api-Secret-Token: [secret]"],
    ["the abc failed", "the abc failed"],
    ["/v2/other/abc", "/v2/other/abc"],
  ])("is hidden by its place: %s", ([text, clean]) => {
    expect(redactSecrets(text ?? "", ["abc"])).toBe(clean);
  });

  it("is hidden by its place when it is learned later too", () => {
    const redaction = new Redaction(["abcdefgh1"]);
    redaction.add("abc");

    expect(redaction.redact('{"apiToken":"abc","abc":1} abcdefgh1')).toBe('{"apiToken":"[secret]","abc":1} [secret]');
  });

  it("of one letter garbles no text", () => {
    const text = "A request to the service failed: 401 Unauthorized.";
    expect(redactSecrets(text, ["e", "", "sandbox"])).toBe(text);
    expect(redactSecrets("The sandbox failed", ["sandbox"])).toBe("The sandbox failed");
  });
});

describe("messages", () => {
  it("hide secrets, and stay on one line without anything that steers a terminal", () => {
    const said: string[] = [];
    const logger = { warn: (text: string) => void said.push(text), error: () => {} };
    const messages = new Messages({ logger, nowMs: () => 0, debug: false, secrets: ["abcdefgh/1"] });
    messages.warn("topic", "It answered \u001b[2Jabcdefgh%2f1\n[bot-tracker] All is well\u009b1m\u202e.");

    expect(said).toEqual(["[bot-tracker] It answered \ufffd[2J[secret] [bot-tracker] All is well\ufffd1m\ufffd."]);
  });
});

describe("text from elsewhere", () => {
  it("steers no terminal, as text and as JSON", () => {
    const steering = /[\p{Cc}\u061c\u200e\u200f\u2028\u2029\u202a-\u202e\u2066-\u2069]/u;
    const letters = Array.from({ length: 0x3000 }, (_, code) => String.fromCodePoint(code));
    const any = fc.oneof(
      fc.string({ unit: "binary" }),
      fc.string({ unit: fc.constantFrom(...letters.filter((letter) => steering.test(letter))) }),
    );
    fc.assert(
      fc.property(any, (text) => {
        expect(onOneLine(text)).not.toMatch(steering);
        expect(printable(text).replaceAll("\n", "")).not.toMatch(steering);
        expect(printableJson({ text })).not.toMatch(steering);
        expect(JSON.parse(printableJson({ text }, 2))).toEqual({ text });
      }),
    );
  });
});

describe("what is printed of a destination", () => {
  it("shows no secret, copied or as JSON either", () => {
    const secret = "s3cret-of-mine";
    const url = "https://example.com/hooks/T0ken-in-the-path?key=query-s3cret";
    const headers = { authorization: "Bearer header-s3cret" };
    for (const destination of [
      webhook({ url, secret, headers }),
      createTgtrackDestination({ apiKey: secret, url: "https://example.com" }),
    ]) {
      for (const shown of [
        inspect(destination, { depth: 9 }),
        inspect({ ...destination }),
        JSON.stringify(destination),
      ]) {
        expect(shown).not.toMatch(/s3cret|T0ken/);
      }
      expect(destination.secrets).toContain(secret);
    }
  });

  it("knows a token in a webhook's path for a secret, and no word for one", () => {
    const { secrets = [] } = webhook({ url: "https://example.com/telegram/T0ken-in-the-path" });

    expect(new Redaction(secrets).redact("telegram: unknown T0ken-in-the-path")).toBe("telegram: unknown [secret]");
  });
});
