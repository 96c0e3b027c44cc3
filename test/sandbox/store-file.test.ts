import { spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { mkdirSync, readFileSync, rmSync, statSync, symlinkSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { text } from "node:stream/consumers";
import { fileURLToPath } from "node:url";
import { describe, expect, onTestFinished } from "vitest";
import { loadSqlite } from "../../packages/sandbox/src/database/load-sqlite.ts";
import { type Sandbox, SandboxError, startSandbox } from "../../packages/sandbox/src/index.ts";
import { shortenKey } from "../../packages/sandbox/src/keys/key-labels.ts";
import { temporaryFolder } from "../support/temporary-folder.ts";
import { privateStart, USER_ID } from "../support/updates.ts";
import { bytesOf, rowsOf } from "./data-file.ts";
import {
  call,
  callHowUsedBot,
  control,
  HOWUSEDBOT_PATH,
  lastWarnings,
  MAX,
  NOON_MS,
  read,
  test,
} from "./sandbox-test.ts";

/** Makes a file one of an earlier version. */
const WITHOUT_COSTS =
  "DROP INDEX facts_by_source_key; DROP INDEX requests_activity; DROP INDEX requests_that_matter; ALTER TABLE requests DROP COLUMN activity; " +
  "ALTER TABLE keys DROP COLUMN name; DROP TABLE costs; DROP TABLE preferences; DROP INDEX facts_made_up; " +
  "ALTER TABLE facts DROP COLUMN made_up; ALTER TABLE people DROP COLUMN made_up";
const KEY = "Kf83hdkQz7PLwm2xVtR4";
const LABEL = shortenKey(KEY);
const ANNA = String(USER_ID);

function newFile(): string {
  return join(temporaryFolder(), "sandbox.db");
}

describe("a sandbox with a file remembers over a restart", () => {
  const options = { now: () => NOON_MS, limits: "none", keys: [KEY] } as const;

  test("requests, people, sources, the MAX chat, repeats, and links that were not given again", async () => {
    const file = newFile();
    const links = [{ code: "PJ1", name: "Яндекс.Директ", utm: { source: "yandex" } }];
    const before = await startSandbox({ ...options, file, links });
    await call(before, "on_telegram_webhook", privateStart({ payload: "PJ1" }));
    await call(before, "set_default_chat_link", { url: "https://max.ru/my_chat" }, MAX);
    await before.close();

    await using after = await startSandbox({ ...options, file });

    expect(after.requests().map(({ id, method }) => [id, method])).toEqual([
      [1, "on_telegram_webhook"],
      [2, "set_default_chat_link"],
    ]);
    expect(after.requests({ userId: ANNA })).toMatchObject([{ body: privateStart({ payload: "PJ1" }), status: 200 }]);
    expect((await call(after, "get_user_info", { user_id: ANNA })).body).toMatchObject({
      data: { invite_link: "Яндекс.Директ", utm_source: "yandex", first_name: "Анна" },
    });
    expect((await call(after, "get_token_info", {}, MAX)).body).toMatchObject({
      data: { url: "https://max.ru/my_chat" },
    });
    await call(after, "on_telegram_webhook", privateStart({ payload: "PJ1" }));
    expect(lastWarnings(after)).toEqual(["Doubled: update_id 900000001 was accepted before."]);
    expect(after.requests().at(-1)?.id).toBe(5);
  });

  test("the people of MAX bots from before they were told from those of Telegram", async () => {
    const file = newFile();
    const person = { user_id: "42", first_name: "Иван", start_value: "adM" };
    const before = await startSandbox({ ...options, file });
    await call(before, "user_id_start_bot", person, MAX);
    await call(before, "user_did_start_bot", { ...person, first_name: "Анна" });
    await before.close();
    withDatabase(
      file,
      `UPDATE people SET user_id = replace(user_id, 'max-', ''); UPDATE facts SET user_id = replace(user_id, 'max-', '');
       ALTER TABLE links DROP COLUMN messenger; ${WITHOUT_COSTS}; PRAGMA user_version = 1`,
    );

    await using after = await startSandbox({ ...options, file });

    expect((await call(after, "get_user_info", { user_id: "42" }, MAX)).body).toMatchObject({
      data: { user_id: "42", first_name: "Иван" },
    });
    const { body } = await read(`${after.url}/api/page/people`, {});
    expect((body as { people: { userId: string }[] }).people.map(({ userId }) => userId).sort()).toEqual([
      "42",
      "max-42",
    ]);
  });

  test("what ads cost and the currency, also in a file from before there were costs", async () => {
    const file = newFile();
    const before = await startSandbox({ ...options, file, links: [{ code: "PJ1", name: "VK" }] });
    await call(before, "on_telegram_webhook", privateStart({ payload: "PJ1" }));
    await before.close();
    withDatabase(file, `${WITHOUT_COSTS}; PRAGMA user_version = 3`);

    const spent = { source: "PJ1", from: "2026-11-20", to: "2026-11-20", amount: 12.34, currency: "USD" };
    const between = await startSandbox({ ...options, file });
    expect((await control(between, "POST", "/page/costs", { costs: [spent] })).status).toBe(201);
    await control(between, "PATCH", "/page/money", { currency: "USD" });
    between.reset();
    await between.close();
    await using after = await startSandbox({ ...options, file });

    const { body } = await read(`${after.url}/api/page/costs`, {});
    expect(body).toMatchObject({ costs: [{ ...spent, name: "VK" }] });
    expect((await read(`${after.url}/api/page/money`, {})).body).toMatchObject({ currency: "USD" });
  });

  test("and has forgotten after a reset what it had in the file, all but the links", async () => {
    const file = newFile();
    const before = await startSandbox({ ...options, file, links: [{ code: "PJ1", name: "VK" }] });
    await call(before, "on_telegram_webhook", privateStart({ payload: "PJ1" }));
    before.reset();
    await before.close();

    for (const table of ["requests", "facts", "people", "marks"] as const) expect(rowsOf(file, table)).toEqual([]);
    await using after = await startSandbox({ ...options, file });
    await call(after, "on_telegram_webhook", privateStart({ payload: "PJ1" }));
    expect(lastWarnings(after)).toEqual([]);
    expect((await call(after, "get_user_info", { user_id: ANNA })).body).toMatchObject({ data: { invite_link: "VK" } });
  });

  test("a whole key while it runs, its label from then on, and finds the key's requests by the key", async () => {
    const file = newFile();
    const before = await startSandbox({ ...options, file });
    await call(before, "my_bot_was_stopped", { user_id: "42" }, { key: KEY });
    await callHowUsedBot(before, { botId: 1, apiToken: KEY, requestType: "getOnline" });
    expect(before.requests().map(({ key }) => key)).toEqual([KEY, KEY]);
    expect(before.requests().at(-1)?.body).toMatchObject({ apiToken: LABEL });
    await before.close();

    await using after = await startSandbox({ ...options, file });

    expect(after.requests().map(({ key }) => key)).toEqual([LABEL, LABEL]);
    expect(after.requests({ key: KEY })).toHaveLength(2);
    expect(after.requests({ key: "another key" })).toEqual([]);
    await call(after, "my_bot_was_stopped", { user_id: "42" }, { key: KEY });
    expect(after.requests().map(({ key }) => key)).toEqual([KEY, KEY, KEY]);
  });

  test("everything that was answered, even after a kill", async () => {
    const file = newFile();
    const { cli, url } = await runCli("--file", file);
    for (let userId = 1; userId <= 3; userId++)
      await call({ url } as Sandbox, "my_bot_was_stopped", { user_id: `${userId}` });
    cli.kill("SIGKILL");
    await once(cli, "exit");

    await using after = await startSandbox({ file });

    expect(after.requests().map(({ userId }) => userId)).toEqual(["1", "2", "3"]);
  });
});

describe("no key gets into the file", () => {
  const strange = 'sécret"key\\/+&=';

  /** Whatever the folder holds while the sandbox runs and once it is closed. */
  async function written(
    work: (sandbox: Sandbox) => Promise<unknown>,
    keys: string[] = [KEY, strange],
  ): Promise<string> {
    const folder = temporaryFolder();
    const sandbox = await startSandbox({ limits: "none", keys, file: join(folder, "sandbox.db") });
    await using _closedInAnyCase = sandbox;
    await work(sandbox);
    const running = bytesOf(folder);
    await sandbox.close();
    return running + bytesOf(folder);
  }

  function post(sandbox: Sandbox, body: string, type = "application/json", more: Record<string, string> = {}) {
    return read(sandbox.url + HOWUSEDBOT_PATH, { method: "POST", headers: { "content-type": type, ...more }, body });
  }

  const visit = { botId: 1, requestType: "event", event: "common", userId: 42 };

  test.for<[string, (sandbox: Sandbox) => Promise<unknown>]>([
    ["in the path", (to) => call(to, "my_bot_was_stopped", { user_id: "42" }, { key: KEY })],
    ["in JSON", (to) => callHowUsedBot(to, { ...visit, apiToken: KEY })],
    ["in a form", (to) => post(to, `botId=1&apiToken=${KEY}`, "application/x-www-form-urlencoded")],
    ["spelt with escapes in JSON", (to) => post(to, `{"botId":1,"apiToken":"\\u004b${KEY.slice(1)}"}`)],
    [
      "spelt with escapes in a form",
      (to) => post(to, `botId=1&apiToken=%4B${KEY.slice(1)}`, "application/x-www-form-urlencoded"),
    ],
    ["twice in JSON", (to) => post(to, `{"apiToken":"${KEY}","apiToken":"sandbox","botId":1}`)],
    ["in JSON that is cut off", (to) => post(to, `{"botId":1,"apiToken":"${KEY}`)],
    ["in a body of another type", (to) => post(to, `apiToken=${KEY}`, "text/plain")],
    ["under another name", (to) => callHowUsedBot(to, { ...visit, api_token: KEY })],
    [
      "in a header",
      (to) => post(to, "{}", "application/json", { referer: `http://a/v1/${KEY}/add_event`, "x-key": KEY }),
    ],
    ["where the method should be", (to) => call(to, KEY, {}, { key: "add_event" })],
    ["as an unknown method", (to) => call(to, `${KEY}x`, {})],
    [
      "in every field that a report is made of",
      async (to) => {
        await callHowUsedBot(to, { ...visit, apiToken: KEY, param_1: KEY, param_2: `a${KEY}` });
        const labels = [{ name: KEY, value: KEY }];
        await call(to, "add_event", { user_id: "42", event_type: KEY, conversion_target: KEY, labels, date: 1 });
        await call(to, "user_did_start_bot", { user_id: "42", first_name: KEY, username: KEY, start_value: KEY });
        await call(to, "my_bot_was_started", { start_value: KEY });
        await call(to, "send_reach_goal", { user_id: KEY, target: "lead" });
      },
    ],
  ])("%s", async ([, work]) => {
    expect((await written(work)).includes(KEY)).toBe(false);
  });

  test("nor one that the sandbox does not know, where a token stands", async () => {
    const bytes = await written(async (to) => {
      await callHowUsedBot(to, { ...visit, apiToken: KEY });
      await post(to, `{"apiToken": "${KEY}", `);
      await post(to, `botId=1&api_token=${KEY}`, "application/x-www-form-urlencoded");
      await call(to, "my_bot_was_stopped", { user_id: "42" }, { key: KEY });
      await call(to, KEY, {}, { key: "send_reach_goal" });
    }, []);

    expect(bytes.includes(KEY)).toBe(false);
  });

  test("nor one with letters that JSON and forms encode", async () => {
    const bytes = await written(async (to) => {
      await callHowUsedBot(to, { ...visit, apiToken: strange });
      await callHowUsedBot(to, new URLSearchParams({ botId: "1", apiToken: strange }));
      await call(to, "my_bot_was_stopped", { user_id: "42" }, { key: encodeURIComponent(strange) });
    });

    expect(["cret", "key\\", "key%", "key\\\\"].filter((part) => bytes.includes(part))).toEqual([]);
  });

  test("nor a short one, and no other word suffers for it", async () => {
    const file = newFile();
    const sandbox = await startSandbox({ limits: "none", keys: ["e"], file });
    await callHowUsedBot(sandbox, { ...visit, apiToken: "e" });
    await sandbox.close();

    expect(rowsOf(file, "requests")).toMatchObject([
      { method: "event", body: JSON.stringify({ ...visit, apiToken: shortenKey("e") }) },
    ]);
    expect(rowsOf(file, "facts")).toMatchObject([{ name: "common" }]);
  });

  test("while a body without a key stands there exactly as it came", async () => {
    const bodyText = '{ "user_id":"1",\n "event_type": "\\u043f\\u0440ивет 😀" }';
    const file = newFile();
    const sandbox = await startSandbox({ keys: [KEY], file });
    await call(sandbox, "add_event", bodyText, { key: KEY });
    expect(sandbox.requests()).toMatchObject([{ bodyText, body: { event_type: "привет 😀" } }]);
    await sandbox.close();

    expect(rowsOf(file, "requests")).toMatchObject([{ body: bodyText }]);
  });

  test("and who listens hears what the file says", async () => {
    const file = newFile();
    await using sandbox = await startSandbox({ keys: [KEY], file });
    const heard: unknown[] = [];
    sandbox.onRequest((request) => heard.push(request));
    await callHowUsedBot(sandbox, { ...visit, apiToken: KEY });

    expect(heard).toEqual(sandbox.requests());
  });

  test("in memory everything is verbatim", async ({ start }) => {
    const sandbox = await start({ keys: [KEY] });
    await callHowUsedBot(sandbox, { ...visit, apiToken: KEY });

    expect(sandbox.requests()).toMatchObject([{ key: KEY, body: { ...visit, apiToken: KEY } }]);
  });
});

describe("the file", () => {
  test("is for its owner alone, also while the sandbox runs", async () => {
    const folder = temporaryFolder();
    const file = join(folder, "sandbox.db");
    await using sandbox = await startSandbox({ file });
    await call(sandbox, "my_bot_was_stopped", { user_id: "42" });

    for (const name of [file, `${file}-wal`]) expect(statSync(name).mode & 0o777).toBe(0o600);
  });

  test("is one sandbox's at a time, and free again after a close, or after a start that failed", async () => {
    const file = newFile();
    const first = await startSandbox({ file });
    await expect(startSandbox({ file })).rejects.toThrow(`${file} is in use by another sandbox. Stop that one`);
    await first.close();

    const blocker = createServer().listen(0, "127.0.0.1");
    await once(blocker, "listening");
    onTestFinished(() => void blocker.close());
    const { port } = blocker.address() as { port: number };
    await expect(startSandbox({ file, port })).rejects.toMatchObject({ code: "EADDRINUSE" });

    const next = await startSandbox({ file });
    await next.close();
  });

  test.for<[string, (file: string) => void]>([
    ["the file", (file) => rmSync(file)],
    ["its folder", (file) => rmSync(join(file, ".."), { recursive: true })],
  ])("is there again at the end if somebody deletes %s under the sandbox", async ([, remove]) => {
    const file = newFile();
    const sandbox = await startSandbox({ file });
    await call(sandbox, "my_bot_was_stopped", { user_id: "42" });
    remove(file);
    await call(sandbox, "my_bot_was_stopped", { user_id: "43" });
    await sandbox.close();
    await using again = await startSandbox({ file });

    expect(again.requests()).toHaveLength(2);
    expect(statSync(file).mode & 0o777).toBe(0o600);
  });

  test("may be an empty one that is there already", async () => {
    const file = newFile();
    writeFileSync(file, "");
    await using sandbox = await startSandbox({ file });

    expect(sandbox.requests()).toEqual([]);
  });

  test.for<[string, (file: string) => void | Promise<void>, string]>([
    [
      "no database",
      (file) => writeFileSync(file, "Dear diary, ".repeat(1_000)),
      "is not data of a sandbox, or is damaged",
    ],
    ["another program's", (file) => withDatabase(file, "CREATE TABLE diary (day)"), "holds another program's data"],
    ["a newer sandbox's", (file) => makeNewer(file), "was written by a newer version of the sandbox"],
    ["damaged", (file) => damage(file), "is damaged"],
    ["cut off", (file) => cutOff(file), "is damaged"],
  ])("that is %s is left as it is, and the error says what to do", async ([, make, message]) => {
    const file = newFile();
    await make(file);
    const before = readFileSync(file);

    const started = startSandbox({ file });

    await expect(started).rejects.toThrow(SandboxError);
    await expect(started).rejects.toThrow(message);
    await expect(started).rejects.toThrow(/name another file|Name another file/);
    expect(readFileSync(file).equals(before)).toBe(true);
  });

  test.for<[string, (file: string) => void]>([
    ["a symbolic link", (file) => symlinkSync(aFile(join(file, "..")), file)],
    ["a pipe", (file) => void spawnSync("mkfifo", [file])],
    ["a symbolic link", (file) => symlinkSync(aFile(join(file, "..")), `${file}-wal`)],
  ])("is refused at once in the place of %s", async ([kind, make]) => {
    const file = newFile();
    make(file);

    await expect(startSandbox({ file })).rejects.toThrow(`is ${kind}`);
    expect(readFileSync(join(file, "..", "file"), { encoding: "utf8", flag: "a+" })).toBe("");
  });

  test.for<[string, (folder: string) => string, string]>([
    ["a folder that does not exist", (folder) => join(folder, "none", "a.db"), "its folder does not exist. Create it"],
    ["a file in place of the folder", (folder) => join(aFile(folder), "a.db"), "its folder does not exist"],
    ["a folder itself", (folder) => folder, "is a folder. Name a file in it"],
    ["nothing", () => "", "file must not be empty; omit it to keep everything in memory."],
  ])("cannot be created in %s, and the error says what to do", async ([, place, message]) => {
    const started = startSandbox({ file: place(temporaryFolder()) });

    await expect(started).rejects.toThrow(SandboxError);
    await expect(started).rejects.toThrow(message);
  });
});

describe("bot-tracker-sandbox --file", () => {
  test("says where everything is kept, and no word about SQLite being an experiment", async () => {
    const file = newFile();
    const { cli, lines, errors } = await runCli("--file", file, "--max-age-days", "0.5");
    cli.kill("SIGTERM");

    expect(await once(cli, "exit")).toEqual([0, null]);
    expect(lines).toContain(`Everything is kept in ${file}, without keys.`);
    expect(await errors).not.toContain("SQLite");
  });

  test.for([
    [["--max-age-days", "soon"], "--max-age-days must be a number of days from 0.001 to 3650, not soon."],
    [["--max-age-days", "0"], "--max-age-days must be a number of days from 0.001 to 3650, not 0."],
    [["--file", ""], "file must not be empty"],
  ] as const)("%j ends with 2 and one clear message", async ([args, message]) => {
    const cli = spawnCli(...args);
    const [[exitCode], stderr] = await Promise.all([once(cli, "exit"), text(cli.stderr)]);

    expect(exitCode).toBe(2);
    expect(stderr).toContain(message);
  });

  test("a file that cannot be used ends with 2 and what to do", async () => {
    const folder = temporaryFolder();
    mkdirSync(join(folder, "data.db"));
    const cli = spawnCli("--file", join(folder, "data.db"));
    const [[exitCode], stderr] = await Promise.all([once(cli, "exit"), text(cli.stderr)]);

    expect(exitCode).toBe(2);
    expect(stderr).toContain("is a folder. Name a file in it");
    expect(stderr).not.toMatch(/^\s+at /m);
  });
});

const CLI = fileURLToPath(new URL("../../packages/sandbox/src/cli.ts", import.meta.url));

function spawnCli(...args: string[]) {
  const cli = spawn(process.execPath, [CLI, "--port", "0", ...args], { stdio: ["ignore", "pipe", "pipe"] });
  onTestFinished(() => void cli.kill("SIGKILL"));
  return cli;
}

async function runCli(...args: string[]) {
  const cli = spawnCli(...args);
  const errors = text(cli.stderr);
  const lines: string[] = [];
  const reader = createInterface(cli.stdout).on("line", (line) => lines.push(line));
  while (!lines.includes("Press Ctrl-C to stop.")) await once(reader, "line");
  const url = lines.find((line) => line.startsWith("BOT_TRACKER_SANDBOX="))?.slice("BOT_TRACKER_SANDBOX=".length) ?? "";
  return { cli, url, lines, errors };
}

function aFile(folder: string): string {
  const file = join(folder, "file");
  writeFileSync(file, "");
  return file;
}

function withDatabase(file: string, sql: string): void {
  const { DatabaseSync } = loadSqlite();
  const db = new DatabaseSync(file);
  db.exec(sql);
  db.close();
}

async function filled(file: string): Promise<void> {
  const sandbox = await startSandbox({ file, limits: "none" });
  for (let userId = 1; userId <= 50; userId++) await call(sandbox, "my_bot_was_stopped", { user_id: `${userId}` });
  await sandbox.close();
}

async function makeNewer(file: string): Promise<void> {
  await filled(file);
  withDatabase(file, "PRAGMA user_version = 1000");
}

async function damage(file: string): Promise<void> {
  await filled(file);
  const bytes = readFileSync(file);
  // All but the head, which says whose file it is.
  bytes.fill(0xa5, 4_096);
  writeFileSync(file, bytes);
}

async function cutOff(file: string): Promise<void> {
  await filled(file);
  writeFileSync(file, readFileSync(file).subarray(0, 8_192));
}
