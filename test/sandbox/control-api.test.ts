import { once } from "node:events";
import { request as httpRequest } from "node:http";
import { connect } from "node:net";
import { describe, expect, onTestFinished, vi } from "vitest";
import { type Sandbox, SandboxError } from "../../packages/sandbox/src/index.ts";
import { call, callHowUsedBot, control, NOON_MS, read, test } from "./sandbox-test.ts";

const STOP = { user_id: "42" };

/** The status of a GET that names its own Host, which fetch does not allow. */
function statusAt({ url }: Sandbox, path: string, host: string): Promise<number | undefined> {
  return new Promise((resolve, reject) => {
    const request = httpRequest(url + path, { headers: { host } }, (response) => {
      response.resume();
      resolve(response.statusCode);
    });
    request.on("error", reject).end();
  });
}

test("/api/health tells that the sandbox runs, its time, and how many requests it holds", async ({ sandbox }) => {
  await call(sandbox, "my_bot_was_stopped", STOP);
  sandbox.advance(5);

  expect(await control(sandbox, "GET", "/health")).toMatchObject({
    status: 200,
    body: { status: "ok", nowMs: NOON_MS + 5, requests: 1 },
  });
});

describe("/api/requests", () => {
  test("gives what arrived, whole and oldest first", async ({ sandbox }) => {
    await call(sandbox, "my_bot_was_stopped", STOP);
    await call(sandbox, "add_event", {});

    const { body } = await control(sandbox, "GET", "/requests");

    expect(body).toMatchObject({
      total: 2,
      requests: [
        {
          id: 1,
          at: NOON_MS,
          service: "tgtrack",
          key: "sandbox",
          method: "my_bot_was_stopped",
          headers: { "content-type": "application/json" },
          bodyText: JSON.stringify(STOP),
          body: STOP,
          userId: "42",
          status: 200,
          accepted: true,
          warnings: [],
        },
        { id: 2, accepted: false, status: 422, error: { code: 422, description: "Unprocessable entity" } },
      ],
    });
    expect(body).toEqual(JSON.parse(JSON.stringify({ total: 2, requests: sandbox.requests() })));
  });

  test.for([
    ["", [1, 2, 3, 4]],
    ["?service=howusedbot", [4]],
    ["?key=other", [3]],
    ["?method=add_event", [2]],
    ["?userId=7", [3]],
    ["?accepted=true", [1, 3, 4]],
    ["?accepted=false&service=tgtrack", [2]],
    ["?after=2", [3, 4]],
    ["?limit=2", [1, 2]],
    ["?after=1&limit=1", [2]],
  ] as const)("%j gives those that fit", async ([query, ids], { start }) => {
    const sandbox = await start({ limits: "none", keys: ["other"] });
    await call(sandbox, "my_bot_was_stopped", STOP);
    await call(sandbox, "add_event", STOP);
    await call(sandbox, "my_bot_was_stopped", { user_id: "7" }, { key: "other" });
    await callHowUsedBot(sandbox, { botId: 1, apiToken: "sandbox", requestType: "getOnline" });

    const { body } = await control(sandbox, "GET", `/requests${query}`);

    expect((body as { requests: { id: number }[] }).requests.map(({ id }) => id)).toEqual(ids);
  });

  test.for([
    ["?service=telegram", "service must be one of tgtrack, tgtrack-max, howusedbot."],
    ["?accepted=yes", "accepted must be true or false."],
    ["?after=last", "after must be an integer."],
    ["?limit=-1", "limit must be an integer."],
  ] as const)("%j is answered with 400 and what is wrong", async ([query, error], { sandbox }) => {
    expect(await control(sandbox, "GET", `/requests${query}`)).toMatchObject({ status: 400, body: { error } });
  });
});

describe("/api/faults", () => {
  const fault = { kind: "error", code: 500, recorded: false, times: 5 };

  test("switches a fault on, lists it with its hits, and clears it", async ({ sandbox }) => {
    const added = await control(sandbox, "POST", "/faults", { ...fault, durationMs: 1_000 });
    expect(added).toMatchObject({ status: 201, body: { id: 1 } });
    expect((await call(sandbox, "my_bot_was_stopped", STOP)).status).toBe(500);
    expect((await control(sandbox, "GET", "/faults")).body).toEqual({
      faults: [{ id: 1, fault: { ...fault, durationMs: 1_000 }, hits: 1, untilMs: NOON_MS + 1_000 }],
    });

    expect((await control(sandbox, "DELETE", "/faults/1")).status).toBe(204);
    expect((await call(sandbox, "my_bot_was_stopped", STOP)).status).toBe(200);
    expect(await control(sandbox, "DELETE", "/faults/1")).toMatchObject({
      status: 404,
      body: { error: "No such fault: it was cleared or has ended." },
    });
  });

  test("clears all faults at once", async ({ sandbox }) => {
    await control(sandbox, "POST", "/faults", fault);
    await control(sandbox, "POST", "/faults", { kind: "cut" });

    expect((await control(sandbox, "DELETE", "/faults")).status).toBe(204);
    expect((await control(sandbox, "GET", "/faults")).body).toEqual({ faults: [] });
  });

  test("refuses what makes no sense, and what is not JSON", async ({ sandbox }) => {
    expect(await control(sandbox, "POST", "/faults", { kind: "explode" })).toMatchObject({
      status: 400,
      body: { error: expect.stringContaining("A fault's kind must be error") },
    });
    const headers = { "content-type": "application/json" };
    const post = (body: string) => read(`${sandbox.url}/api/faults`, { method: "POST", headers, body });
    expect(await post("500")).toMatchObject({ status: 400 });
    expect(await post("{")).toMatchObject({ status: 400, body: { error: "The body must be JSON of at most 1 MiB." } });
  });

  test.for(["text/plain", "application/x-www-form-urlencoded", "multipart/form-data; boundary=x"])(
    "refuses a body of type %s, which a form of another site can send without asking",
    async (type, { sandbox }) => {
      const body = JSON.stringify({ kind: "hang", recorded: true });
      const posted = await read(`${sandbox.url}/api/faults`, {
        method: "POST",
        headers: { "content-type": type },
        body,
      });
      expect(posted).toMatchObject({ status: 415, body: { error: "The Content-Type must be application/json." } });
      expect((await control(sandbox, "GET", "/faults")).body).toEqual({ faults: [] });
    },
  );
});

test("who goes away in the middle of a body is no defect of the sandbox's", async ({ sandbox }) => {
  const printed = vi.spyOn(console, "error").mockImplementation(() => {});
  onTestFinished(() => printed.mockRestore());
  const socket = connect(Number(new URL(sandbox.url).port), "127.0.0.1");
  socket.write(
    "POST /api/faults HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n" +
      "Expect: 100-continue\r\nContent-Length: 15\r\n\r\n{",
  );
  // "100 Continue": the sandbox has read the head and waits for the rest.
  await once(socket, "data");
  socket.destroy();
  await once(socket, "close");
  // Asked after it on another connection, so answered after it.
  for (let times = 0; times < 5; times++) await control(sandbox, "GET", "/health");

  expect(printed).not.toHaveBeenCalled();
});

test("/api/keys registers a key, or says what is wrong with it", async ({ sandbox }) => {
  expect((await control(sandbox, "POST", "/keys", { key: "mine", state: "read-only" })).status).toBe(204);
  expect((await call(sandbox, "my_bot_was_stopped", STOP, { key: "mine" })).status).toBe(403);

  for (const wrong of [[], { key: "" }, { key: "mine", state: "lost" }, { key: "mine", chat: { id: "x" } }]) {
    expect((await control(sandbox, "POST", "/keys", wrong)).status).toBe(400);
  }
});

test("/api/reset forgets requests, people, limits and faults, and keeps keys", async ({ start }) => {
  const sandbox = await start({ keys: ["mine"] });
  sandbox.addKey("other");
  await call(sandbox, "my_bot_was_stopped", STOP);
  sandbox.fault({ kind: "error", code: 500, recorded: false });

  expect((await control(sandbox, "POST", "/reset")).status).toBe(204);

  expect(sandbox.requests()).toEqual([]);
  expect((await call(sandbox, "get_user_info", STOP)).status).toBe(405);
  expect((await call(sandbox, "my_bot_was_stopped", STOP, { key: "mine" })).status).toBe(200);
  expect((await call(sandbox, "my_bot_was_stopped", STOP, { key: "other" })).status).toBe(200);
});

describe("who may see and steer", () => {
  const guarded = ["/", "/last_events", "/last_events/", "/api/health", "/api/requests", "/api/faults"];

  test("pages of other sites may not, even from the same browser", async ({ sandbox }) => {
    const reset = (origin: string) => read(`${sandbox.url}/api/reset`, { method: "POST", headers: { origin } });

    expect((await reset("https://evil.example")).status).toBe(403);
    expect((await reset("null")).status).toBe(403);
    expect((await reset(sandbox.url)).status).toBe(204);
  });

  test("without a password only those who ask for this machine by its own name may", async ({ sandbox }) => {
    const { port } = new URL(sandbox.url);
    for (const path of guarded) {
      expect(await statusAt(sandbox, path, `evil.example:${port}`)).toBe(403);
      expect(await statusAt(sandbox, path, "127.0.0.1.evil.example")).toBe(403);
      expect(await statusAt(sandbox, path, `localhost:${port}`)).toBe(200);
      expect(await statusAt(sandbox, path, `[::1]:${port}`)).toBe(200);
    }
  });

  test("with a password, page and API ask for it under any user name, and the services stay open", async ({
    start,
  }) => {
    const sandbox = await start({ password: "open sesame", keys: ["sandbox"] });
    const statusWith = async (path: string, password?: string) => {
      const credentials = Buffer.from(`anyone:${password}`).toString("base64");
      const headers = password === undefined ? {} : { authorization: `Basic ${credentials}` };
      return (await read(sandbox.url + path, { headers })).status;
    };

    for (const path of guarded) {
      expect(await statusWith(path)).toBe(401);
      expect(await statusWith(path, "guess")).toBe(401);
      expect(await statusWith(path, "open sesame")).toBe(200);
    }
    expect((await call(sandbox, "my_bot_was_stopped", STOP)).status).toBe(200);
    expect(await statusAt(sandbox, "/api/health", "sandbox:8790")).toBe(401);
  });

  test("an address that other machines can reach needs a password", async ({ start }) => {
    await expect(start({ host: "0.0.0.0" })).rejects.toThrow(SandboxError);
    await expect(start({ host: "0.0.0.0" })).rejects.toThrow("so it needs a password: set the password option.");

    const sandbox = await start({ host: "0.0.0.0", password: "open sesame" });
    expect(sandbox.url).toMatch(/^http:\/\/127\.0\.0\.1:\d+$/);
  });
});
