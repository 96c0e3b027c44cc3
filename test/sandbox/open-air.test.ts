import { once } from "node:events";
import { request as httpRequest } from "node:http";
import { connect } from "node:net";
import { text } from "node:stream/consumers";
import { describe, expect, it } from "vitest";
import { readCliArguments } from "../../packages/sandbox/src/command/cli-arguments.ts";
import { type Sandbox, SandboxError, type SandboxOptions, startSandbox } from "../../packages/sandbox/src/index.ts";
import { PasswordTries } from "../../packages/sandbox/src/routes/password-tries.ts";
import { call, HOWUSEDBOT_PATH, OK, read, test } from "./sandbox-test.ts";

const STOP = { user_id: "42" };

interface RawAnswer {
  status: number | undefined;
  text: string;
}

/** A request with headers of one's own, which fetch does not allow. */
function raw({ url }: Sandbox, path: string, headers: Record<string, string>, body = ""): Promise<RawAnswer> {
  return new Promise((resolve, reject) => {
    const request = httpRequest(url + path, { method: "POST", headers }, async (response) => {
      const chunks: Buffer[] = [];
      for await (const chunk of response) chunks.push(chunk);
      resolve({ status: response.statusCode, text: Buffer.concat(chunks).toString() });
    });
    request.on("error", reject).end(body);
  });
}

const SERVICE_PATHS = ["/v1/sandbox/my_bot_was_stopped", "/API/bot-api/v1/sandbox/add_event", HOWUSEDBOT_PATH];

describe("the services' own paths", () => {
  test.for(SERVICE_PATHS)(
    "%s refuses what a web page of elsewhere sends, and records nothing",
    async (path, { sandbox }) => {
      const form = { "content-type": "application/x-www-form-urlencoded" };
      const foreign = [
        { origin: "https://evil.example" },
        { origin: "null" },
        { "sec-fetch-site": "cross-site" },
        { "sec-fetch-site": "same-site" },
      ];
      for (const headers of foreign) {
        const { status, text } = await raw(sandbox, path, { ...form, ...headers }, "apiToken=sandbox&botId=1");
        expect({ status, text }).toEqual({
          status: 403,
          text: expect.stringContaining("pages of other sites are refused"),
        });
      }

      expect(sandbox.requests()).toEqual([]);
      await raw(sandbox, path, { "sec-fetch-site": "same-origin", origin: sandbox.url });
      expect(sandbox.requests()).toHaveLength(1);
    },
  );

  test.for(SERVICE_PATHS)(
    "%s refuses a name that is not the sandbox's, and says how to allow it",
    async (path, { sandbox }) => {
      for (const host of ["evil.example", "sandbox:8790", "192.168.0.7:8790", "127.0.0.1.evil.example"]) {
        const name = host.replace(/:\d+$/, "");
        const { status, text } = await raw(sandbox, path, { host });
        expect(status).toBe(403);
        expect(text).toContain(`start it with --allow-host ${name}`);
      }

      expect(sandbox.requests()).toEqual([]);
    },
  );

  test("take the names that they were told, and those of this machine", async ({ start }) => {
    const sandbox = await start({ limits: "none", allowedHosts: ["Sandbox.Compose"] });
    for (const host of ["sandbox.compose:8790", "SANDBOX.compose", "localhost", "[::1]:1", "127.0.0.2"]) {
      const headers = { host, "content-type": "application/json" };
      const { status } = await raw(sandbox, "/v1/sandbox/my_bot_was_stopped", headers, JSON.stringify(STOP));
      expect([host, status]).toEqual([host, 200]);
    }
  });

  test("take any address, but no other name, where other machines can reach them", async ({ start }) => {
    const sandbox = await start({ host: "0.0.0.0", password: "open sesame", keys: ["sandbox"] });
    const statusFor = async (host: string) => (await raw(sandbox, HOWUSEDBOT_PATH, { host })).status;

    expect(await statusFor("192.168.0.7:8790")).toBe(400);
    expect(await statusFor("[2001:db8::1]:8790")).toBe(400);
    expect(await statusFor("sandbox:8790")).toBe(403);
  });
});

describe("with a password", () => {
  test("the key sandbox works only if it was named, even where any key is accepted", async ({ start }) => {
    const password = "open sesame";
    const refused = await start({ password, acceptAnyKey: true });
    const named = await start({ password, keys: ["sandbox"] });

    expect(await call(refused, "my_bot_was_stopped", STOP)).toMatchObject({
      status: 401,
      // Without the second one, keys that are named would be the only ones from then on.
      body: { error_details: expect.stringContaining("start it with --key sandbox --accept-any-key, or") },
    });
    expect((await call(refused, "my_bot_was_stopped", STOP, { key: "a real one" })).status).toBe(200);
    expect((await call(named, "my_bot_was_stopped", STOP)).body).toEqual(OK);
  });

  test("a bot's own key of the sandbox works where the key sandbox does", async ({ start }) => {
    const password = "open sesame";
    const refused = await start({ password, acceptAnyKey: true });
    const named = await start({ password, keys: ["sandbox"] });
    const statusAt = async (sandbox: Sandbox, key: string) =>
      (await call(sandbox, "my_bot_was_stopped", STOP, { key })).status;

    for (const key of ["sandbox-7000000001", "sandbox-max-3f9c0a1b2c3d"]) {
      expect(await statusAt(refused, key)).toBe(401);
      expect(await statusAt(named, key)).toBe(200);
    }
    expect(await statusAt(named, "sandbox-of-somebody")).toBe(401);
  });

  test("what is said of a key that does not work is advice that works", async ({ start }) => {
    const named = await start({ password: "open sesame", keys: ["a real one"] });
    const open = await start({ keys: ["a real one"] });
    const adviceOf = async (sandbox: Sandbox, key: string) => {
      const { body } = await call(sandbox, "my_bot_was_stopped", STOP, { key });
      return (body as { error_details: string }).error_details;
    };

    expect(await adviceOf(named, "sandbox")).toContain("start it with --key sandbox, or");
    expect(await adviceOf(named, "another")).toBe("Unknown key. Pass it when starting the sandbox.");
    expect(await adviceOf(open, "another")).toContain("Use the key sandbox, or pass yours");
  });

  test("of many wrong ones that an address tries at once, ten are tried", async ({ start }) => {
    const sandbox = await start({ password: "open sesame" });
    const { hostname, port } = new URL(sandbox.url);
    const tries = Array.from({ length: 60 }, async (_, n) => {
      const socket = connect(Number(port), hostname);
      await once(socket, "connect");
      const credentials = Buffer.from(`me:guess ${n}`).toString("base64");
      socket.write(`GET /api/health HTTP/1.1\r\nHost: ${hostname}\r\nAuthorization: Basic ${credentials}\r\n`);
      return socket;
    });
    const sockets = await Promise.all(tries);
    const answers = sockets.map((socket) => text(socket));
    // All of them are complete before the first is answered.
    for (const socket of sockets) socket.write("Connection: close\r\n\r\n");

    const statuses = (await Promise.all(answers)).map((answer) => /^HTTP\/1\.1 (\d+)/.exec(answer)?.[1]);
    expect(statuses.filter((status) => status === "401")).toHaveLength(10);
    expect(statuses.filter((status) => status === "429")).toHaveLength(50);
  });

  test("ten wrong ones end the tries of an address for a minute, the right one included", async ({ start }) => {
    const sandbox = await start({ password: "open sesame" });
    const tried = (password: string) => {
      const authorization = `Basic ${Buffer.from(`me:${password}`).toString("base64")}`;
      return read(`${sandbox.url}/api/health`, { headers: { authorization } });
    };

    expect((await tried("open sesame")).status).toBe(200);
    for (let n = 0; n < 10; n++) expect((await tried(`guess ${n}`)).status).toBe(401);
    const over = await tried("open sesame");
    expect(over).toMatchObject({ status: 429, body: { error: expect.stringContaining("Too many wrong passwords") } });
    expect(Number(over.headers.get("retry-after"))).toBeGreaterThan(0);
    // Without any it is no try.
    expect((await read(`${sandbox.url}/api/health`, {})).status).toBe(401);

    const person = { accept: "text/html", "accept-language": "de, ru;q=0.9, en;q=0.8" };
    const authorization = `Basic ${Buffer.from("me:open sesame").toString("base64")}`;
    const page = await read(`${sandbox.url}/overview`, { headers: { ...person, authorization } });
    expect(page).toMatchObject({
      status: 429,
      body: expect.stringMatching(/<html lang="ru">[\s\S]*Попробуйте снова через \d+ с\./),
    });
  });

  test("a person is told where the password is, in their language, and a program in JSON", async ({ start }) => {
    const sandbox = await start({ password: "open sesame" });
    const ask = (path: string, headers: Record<string, string>) => read(sandbox.url + path, { headers });
    const basic = 'Basic realm="Bot Tracker sandbox"';

    for (const [language, words] of [
      ["ru-RU, ru;q=0.9, en;q=0.8", /<html lang="ru">[\s\S]*Обновите страницу, чтобы ввести пароль/],
      ["en-GB, en;q=0.9", /<html lang="en">[\s\S]*Reload the page to enter it/],
      ["", /<html lang="en">/],
    ] as const) {
      const { status, headers, body } = await ask("/sources", { accept: "text/html", "accept-language": language });
      expect([status, headers.get("www-authenticate"), headers.get("cache-control")]).toEqual([401, basic, "no-store"]);
      expect(body).toMatch(words);
      expect(body).not.toContain("open sesame");
    }
    const { status, headers, body } = await ask("/api/health", { accept: "*/*" });
    expect([status, headers.get("www-authenticate")]).toEqual([401, basic]);
    expect(body).toEqual({ error: "This sandbox asks for its password: HTTP basic, with any user name." });
  });
});

describe("PasswordTries", () => {
  it("counts the minute from the first wrong one, and each address for itself", () => {
    const tries = new PasswordTries();
    for (let n = 0; n < 10; n++) tries.failed("10.0.0.1", n * 1_000);

    expect(tries.waitMs("10.0.0.1", 9_000)).toBe(51_000);
    expect(tries.waitMs("10.0.0.2", 9_000)).toBe(0);
    expect(tries.waitMs("10.0.0.1", 60_000)).toBe(0);
  });

  it("takes the addresses of one network of IPv6 for one", () => {
    const tries = new PasswordTries();
    for (let n = 0; n < 10; n++) tries.failed(`2001:db8::${n + 1}`, 0);

    expect(tries.waitMs("2001:db8:0:0:ffff::1", 0)).toBe(60_000);
    expect(tries.waitMs("2001:db8:0:1::1", 0)).toBe(0);
    expect(tries.waitMs("::1", 0)).toBe(0);
  });
});

describe("a password", () => {
  it.for(["", "1234567", "x".repeat(201), 12_345_678])("%j is refused, and not shown", async (password) => {
    const started = startSandbox({ password: password as string });

    await expect(started).rejects.toThrow(SandboxError);
    await expect(started).rejects.toThrow(/^password must (?:not be empty|be a string of 8 to 200 characters)/);
  });

  it("can come from a variable, and that of the command line goes before it", () => {
    const passwordOf = (args: string[], variables: Record<string, string>) => {
      const request = readCliArguments(args, false, variables);
      return request.kind === "run" ? request.options.password : request;
    };

    expect(passwordOf([], { BOT_TRACKER_SANDBOX_PASSWORD: "from outside" })).toBe("from outside");
    expect(passwordOf(["--password", "given here"], { BOT_TRACKER_SANDBOX_PASSWORD: "from outside" })).toBe(
      "given here",
    );
    expect(passwordOf([], { BOT_TRACKER_SANDBOX_PASSWORD: "" })).toBeUndefined();
  });
});

describe("every number, name and size has a range", () => {
  const wrong: [SandboxOptions, string][] = [
    [{ port: -1 }, "port must be an integer from 0 to 65535, not -1."],
    [{ port: 1.5 }, "port must be an integer from 0 to 65535, not 1.5."],
    [{ host: "" }, "host must be a name or an address without a port"],
    [{ host: "a b" }, "host must be a name or an address without a port"],
    [{ allowedHosts: ["http://sandbox"] }, "allowedHosts must be a name or an address without a port"],
    [{ allowedHosts: Array(101).fill("a") }, "allowedHosts must be an array of at most 100, not 101 of them."],
    [{ maxRequests: 1_000_001 }, "maxRequests must be an integer from 1 to 1000000"],
    [{ maxBytes: 1 }, "maxBytes must be an integer from 33554432 to 68719476736, not 1."],
    [{ maxBytes: Number.POSITIVE_INFINITY }, "maxBytes must be an integer"],
    [{ maxAgeMs: 59_999 }, "maxAgeMs must be an integer from 60000 to 315360000000 milliseconds, not 59999."],
    [{ now: () => Number.NaN }, "now() must be milliseconds since the epoch"],
    [{ now: () => 8.64e15 }, "now() must be milliseconds since the epoch"],
    [{ keys: ["k".repeat(257)] }, "A key must be given as"],
    [{ keys: [null as never] }, "A key must be given as"],
    [{ keys: Array(10_001).fill("a") }, "keys must be an array of at most 10000"],
    [{ keys: [{ key: "a", chat: { id: 1, title: "t".repeat(257) } }] }, "A key's chat must be"],
    [{ links: [{ code: "a", name: "n".repeat(100) }] }, "A link's name must be a string of 1 to 99 characters"],
    [{ links: [{ code: "a", name: "n", utm: { term: "t".repeat(201) } }] }, "A link's utm.term must be"],
    [{ links: Array(1_001).fill({ code: "a", name: "n" }) }, "links must be an array of at most 1000"],
    [{ limits: { windows: [{ limit: 100_001, perMs: 1 }] } }, "integers from 1 to 100000 and from 1 to 31622400000"],
    [{ limits: { windows: [{ limit: 1, perMs: 1e12 }] } }, "integers from 1 to 100000 and from 1 to 31622400000"],
    [{ limits: { windows: Array(11).fill({ limit: 1, perMs: 1 }) } }, "limits.windows must be an array of at most 10"],
    [{ limits: { offsetMs: 1e300 } }, "limits.offsetMs must be a number of milliseconds from -31622400000"],
    [{ absentMethods: ["m".repeat(65)] }, "absentMethods must be an array of at most 100 method names"],
    [{ absentMethods: Array(101).fill("m") }, "absentMethods must be an array of at most 100 method names"],
    [{ file: 1 as never }, "file must be a path, not 1."],
    [{ file: "a\0b" }, "cannot be used"],
  ];
  it.for(wrong)("of an option: %#", async ([options, message]) => {
    const started = startSandbox(options);

    await expect(started).rejects.toThrow(SandboxError);
    await expect(started).rejects.toThrow(message);
  });

  const wrongFaults = [
    { kind: "hang", recorded: false, times: 1e10 },
    { kind: "hang", recorded: false, durationMs: 1e15 },
    { kind: "error", recorded: false, code: 500, retryAfterSeconds: 1e12 },
    { kind: "latency", replyMs: 1e10 },
    { kind: "hang", recorded: false, match: { key: "k".repeat(257) } },
    { kind: "hang", recorded: false, match: { method: "m".repeat(65) } },
  ];
  test.for(wrongFaults)("of a fault: %#", async (fault, { sandbox }) => {
    expect(() => sandbox.fault(fault as never)).toThrow(SandboxError);
  });

  test("100 faults at most are on at the same time", async ({ sandbox }) => {
    const faults = Array.from({ length: 100 }, () => sandbox.fault({ kind: "hang", recorded: false, share: 0 }));

    expect(() => sandbox.fault({ kind: "cut" })).toThrow("100 faults are on; clear some before adding more.");
    faults[0]?.clear();
    expect(() => sandbox.fault({ kind: "cut" })).not.toThrow();
  });

  test.for(["limit=0", "limit=1001", "limit=999999999999999", "after=-1", "after=1e3"])(
    "of /api/requests?%s",
    async (query, { sandbox }) => {
      expect((await read(`${sandbox.url}/api/requests?${query}`, {})).status).toBe(400);
    },
  );

  test("of the clock, of amounts, and of a count to wait for", async ({ sandbox }) => {
    sandbox.advance(315_360_000_000);
    expect(() => sandbox.advance(1)).toThrow(SandboxError);
    expect(new Date(sandbox.nowMs()).toISOString()).toMatch(/^2036/);
    const event = { user_id: "1", event_type: "sale" };
    expect((await call(sandbox, "add_event", { ...event, amount: 1e308 })).status).toBe(422);
    expect((await call(sandbox, "add_event", { ...event, amount: -1e12 })).status).toBe(200);
    await expect(sandbox.waitFor({}, { count: 1e12 })).rejects.toThrow(SandboxError);
  });

  it.for([
    ["--max-megabytes", "31"],
    ["--max-megabytes", "1e9"],
    ["--max-age-days", "0.0001"],
    ["--max-age-days", "9999"],
  ])("of the command line: %s %s", ([option, value]) => {
    expect(readCliArguments([option ?? "", value ?? ""], false, {})).toMatchObject({
      kind: "mistake",
      message: expect.stringMatching(new RegExp(`^${option} must be .* not ${value}\\.$`)),
    });
  });
});
