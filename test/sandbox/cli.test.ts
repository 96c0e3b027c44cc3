import { type ChildProcessByStdio, spawn } from "node:child_process";
import { once } from "node:events";
import { readFileSync } from "node:fs";
import { networkInterfaces } from "node:os";
import { createInterface } from "node:readline";
import type { Readable } from "node:stream";
import { text } from "node:stream/consumers";
import { setTimeout as sleep } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { describe, expect, onTestFinished, test } from "vitest";
import { outsideAddress } from "../../packages/sandbox/src/command/outside-address.ts";
import { runCommand } from "../../packages/sandbox/src/command/run-command.ts";
import { read } from "./sandbox-test.ts";

const PACKAGE = new URL("../../packages/sandbox/package.json", import.meta.url);
const { bin, publishConfig } = JSON.parse(readFileSync(PACKAGE, "utf8"));
const CLI = fileURLToPath(new URL(bin["bot-tracker-sandbox"], PACKAGE));

type Cli = ChildProcessByStdio<null, Readable, Readable>;

function run(...args: string[]): Cli {
  const cli = spawn(process.execPath, ["--disable-warning=ExperimentalWarning", CLI, ...args], {
    stdio: ["ignore", "pipe", "pipe"],
  });
  onTestFinished(() => void cli.kill("SIGKILL"));
  return cli;
}

function endGroup(pid: number | undefined): void {
  try {
    if (pid !== undefined) process.kill(-pid, "SIGKILL");
  } catch {
    // It has ended already.
  }
}

/** All that a run prints, and how it ends. */
interface Outcome {
  exitCode: number;
  stdout: string;
  stderr: string;
}

/** Of a process of its own, which ends by itself. */
async function outcomeOfProcess(...args: string[]): Promise<Outcome> {
  const cli = run(...args);
  const [[exitCode], stdout, stderr] = await Promise.all([once(cli, "exit"), text(cli.stdout), text(cli.stderr)]);
  return { exitCode, stdout, stderr };
}

/** Of a run within the test's process, which is a tenth of the work. */
async function outcomeOf(...args: string[]): Promise<Outcome> {
  const said: Record<"stdout" | "stderr", string[]> = { stdout: [], stderr: [] };
  const exitCode = await runHere(args, said);
  const whole = (lines: readonly string[]) => lines.map((line) => `${line}\n`).join("");
  return { exitCode, stdout: whole(said.stdout), stderr: whole(said.stderr) };
}

async function runHere(args: readonly string[], said: Record<"stdout" | "stderr", string[]>): Promise<number> {
  return runCommand(args, {
    env: {},
    inTerminal: false,
    print: (line) => said.stdout.push(line),
    complain: (line) => said.stderr.push(line),
    onStarted: (sandbox) => onTestFinished(() => sandbox.close()),
  });
}

/** Waits for a line of the output. */
type Line = (part: string, timeoutMs?: number) => Promise<string>;

function lineOf(lines: readonly string[]): Line {
  const found = (part: string) => lines.find((each) => each.includes(part));
  return (part, timeoutMs) =>
    expect
      .poll(() => found(part), timeoutMs === undefined ? {} : { timeout: timeoutMs })
      .toBeDefined()
      .then(() => found(part) ?? "");
}

async function addressIn(line: Line): Promise<string> {
  return (await line("BOT_TRACKER_SANDBOX=")).replace("BOT_TRACKER_SANDBOX=", "");
}

/** A sandbox that runs in a process of its own: its address, and a function that waits for a line of its output. */
async function runningProcess(...args: string[]): Promise<{ cli: Cli; url: string; line: Line }> {
  const cli = run("--port", "0", ...args);
  const lines: string[] = [];
  createInterface(cli.stdout).on("line", (each) => lines.push(each));
  const line = lineOf(lines);
  return { cli, url: await addressIn(line), line };
}

/** Likewise one that runs within the test's process until the test is over. */
async function running(...args: string[]): Promise<{ url: string; line: Line }> {
  const said = { stdout: [], stderr: [] };
  expect(await runHere(["--port", "0", ...args], said)).toBe(0);
  const line = lineOf(said.stdout);
  return { url: await addressIn(line), line };
}

async function post(url: string, method: string, body: object, key = "sandbox"): Promise<number> {
  const headers = { "content-type": "application/json" };
  const { status } = await read(`${url}/v1/${key}/${method}`, { method: "POST", headers, body: JSON.stringify(body) });
  return status;
}

describe("bot-tracker-sandbox", () => {
  test.for(["SIGTERM", "SIGINT"] as const)(
    "prints the line for the environment, answers, and ends with 0 on %s",
    async (signal) => {
      const { cli, url } = await runningProcess();

      expect(url).toMatch(/^http:\/\/127\.0\.0\.1:\d+$/);
      expect(await post(url, "my_bot_was_started", { start_value: "" })).toBe(200);
      expect((await read(`${url}/last_events/`, {})).body).toContain("my_bot_was_started");

      cli.kill(signal);
      expect(await once(cli, "exit")).toEqual([0, null]);
    },
  );

  describe.skipIf(process.platform === "win32")("started by another process", () => {
    // As npx starts it on Debian: by a shell, which gets the SIGTERM that npx gets and keeps it to itself.
    const AS_SHELL = '"$@"; exit';
    // Its title is what the system knows npx by.
    const AS_NPX = `process.title = process.argv[1];
      require("node:child_process").spawn("sh", process.argv.slice(2), { stdio: "inherit" });`;
    const COMMAND = [process.execPath, "--disable-warning=ExperimentalWarning", CLI, "--port", "0"];
    const BY_SHELL = ["-c", AS_SHELL, "sh", ...COMMAND];

    /** Starts it so, kills the process that was started, and looks whether the sandbox is up after that. */
    async function isUpWithout(
      program: string,
      args: readonly string[],
      event: string | undefined,
      signal: "SIGTERM" | "SIGKILL",
    ) {
      const { npm_lifecycle_event: _, ...env } = process.env;
      const starter = spawn(program, args, {
        stdio: ["ignore", "pipe", "ignore"],
        env: { ...env, ...(event !== undefined && { npm_lifecycle_event: event }) },
        detached: true,
      });
      // The whole group, the starter gone or not.
      onTestFinished(() => endGroup(starter.pid));
      const lines: string[] = [];
      createInterface(starter.stdout).on("line", (each) => lines.push(each));
      await expect.poll(() => lines.join("\n")).toContain("Press Ctrl-C");
      const url = lines.find((each) => each.startsWith("BOT_TRACKER_SANDBOX="))?.split("=")[1] ?? "";

      starter.kill(signal);
      await once(starter, "exit");
      return () =>
        fetch(url).then(
          (reply) => reply.ok,
          () => false,
        );
    }

    test("it ends with the shell that npx started it by", async () => {
      const isUp = await isUpWithout("sh", BY_SHELL, "npx", "SIGTERM");
      await expect.poll(isUp).toBe(false);
    });

    test.skipIf(process.platform !== "linux")(
      "it ends with an npx that is killed, of which its shell knows nothing",
      async () => {
        const npx = [process.execPath, ["-e", AS_NPX, "npm exec @bot-tracker/sandbox", ...BY_SHELL]] as const;
        const isUp = await isUpWithout(...npx, "npx", "SIGKILL");
        await expect.poll(isUp).toBe(false);
      },
    );

    test.for([
      ["a shell that no npx started", "sh", BY_SHELL, undefined, "SIGTERM"],
      ["a script of a package", "sh", BY_SHELL, "start", "SIGTERM"],
      ["what started npx", process.execPath, ["-e", AS_NPX, "nohup", ...BY_SHELL], "npx", "SIGKILL"],
    ] as const)("it outlives %s", async ([, program, args, event, signal]) => {
      const isUp = await isUpWithout(program, args, event, signal);
      await sleep(2_000);
      expect(await isUp()).toBe(true);
    });
  });

  test("starts a Telegram beside it, whose address is the second line, and any token is a bot's there", async () => {
    const { url, line } = await running();
    const telegramUrl = (await line("TELEGRAM_API_URL=")).replace("TELEGRAM_API_URL=", "");
    expect(telegramUrl).toMatch(/^http:\/\/127\.0\.0\.1:\d+$/);
    expect(await line("Press START")).toContain(`${url}/chat`);
    const me = await (await fetch(`${telegramUrl}/bot1:sandbox/getMe`)).json();
    expect(me).toMatchObject({ ok: true, result: { id: 1 } });
  });

  test("starts none where it is not wished, nor where other machines would reach it and nobody asked for it", async () => {
    for (const args of [["--no-telegram"], ["--host", "0.0.0.0"]]) {
      const { line } = await running(...args);
      await line("Press Ctrl-C");
      await expect(line("TELEGRAM_API_URL", 1)).rejects.toThrow();
    }
  });

  test("says which port is taken, and how to choose another for its Telegram", async () => {
    const { line } = await running();
    const taken = new URL((await line("TELEGRAM_API_URL=")).replace("TELEGRAM_API_URL=", "")).port;
    expect(await outcomeOf("--port", "0", "--telegram-port", taken)).toMatchObject({
      exitCode: 1,
      stderr: `Port ${taken} of 127.0.0.1 is in use. Choose another for Telegram with --telegram-port, or none with --no-telegram.\n`,
    });
    const wrong = await outcomeOf("--port", "65535");
    expect(wrong).toMatchObject({ exitCode: 2, stderr: expect.stringContaining("--telegram-port must be a number") });
  });

  test("ends at once even while requests hang", async () => {
    const { cli, url } = await runningProcess();
    const headers = { "content-type": "application/json" };
    await read(`${url}/api/faults`, {
      method: "POST",
      headers,
      body: JSON.stringify({ kind: "hang", recorded: true }),
    });
    const hanging = post(url, "my_bot_was_started", { start_value: "" }).catch(() => "dropped");
    await expect.poll(async () => (await read(`${url}/api/health`, {})).body).toMatchObject({ requests: 1 });

    cli.kill("SIGTERM");
    expect(await once(cli, "exit")).toEqual([0, null]);
    expect(await hanging).toBe("dropped");
  });

  test("prints each request when asked to, without its key and without what would steer the terminal", async () => {
    const { url, line } = await runningProcess("--log");
    await post(url, "send_reach_goal", { user_id: "42", target: "" }, "verySecretKey");
    await post(url, encodeURIComponent("\u001b[2J"), {}, "verySecretKey");
    await post(url, "verySecretKey", {}, "add_event");

    expect(await line("send_reach_goal")).toMatch(
      /^\d\d:\d\d:\d\d tgtrack send_reach_goal user 42: 422 Unprocessable entity: target must not be empty\.$/,
    );
    expect(await line("\ufffd[2J")).toMatch(/ tgtrack \ufffd\[2J: 404 /);
    expect(await line(" tgtrack ver")).toMatch(/ tgtrack ver… \(\w{4}\): 404 /);
  });

  test("behaves as its options say", async () => {
    const { url } = await running(
      ...["--key", "one", "--key", "two", "--limits", "none", "--http-status-always-200"],
      ...["--integration", "limited", "--strict-user-ids", "--absent-method", "user_did_start_bot"],
    );
    const codeOf = async (method: string, body: object, key: string) => {
      const headers = { "content-type": "application/json" };
      const init = { method: "POST", headers, body: JSON.stringify(body) };
      const reply = await read(`${url}/v1/${key}/${method}`, init);
      expect(reply.status).toBe(200);
      return (reply.body as { error_code?: number }).error_code;
    };

    for (let sent = 0; sent < 4; sent++) {
      expect(await codeOf("my_bot_was_started", { start_value: "" }, "one")).toBeUndefined();
    }
    expect(await codeOf("my_bot_was_started", { start_value: "" }, "two")).toBeUndefined();
    expect(await codeOf("my_bot_was_started", { start_value: "" }, "three")).toBe(401);
    expect(await codeOf("my_bot_was_stopped", { user_id: "1" }, "one")).toBe(403);
    expect(await codeOf("send_reach_goal", { user_id: 1, target: "lead" }, "one")).toBe(422);
    expect(await codeOf("user_did_start_bot", {}, "one")).toBe(404);
  });

  test.for([
    [[], 200],
    [["--key", "registered"], 401],
    [["--key", "registered", "--accept-any-key"], 200],
    [["--no-accept-any-key"], 401],
  ] as const)("with %j a bot's real key is answered with %i", async ([args, status]) => {
    const { url } = await running(...args);

    expect(await post(url, "my_bot_was_started", { start_value: "" }, "aRealKey")).toBe(status);
    expect(await post(url, "my_bot_was_started", { start_value: "" })).toBe(200);
  });

  test("makes and prints a password where other machines can reach it, and the address for them", async () => {
    const { url, line } = await running("--host", "0.0.0.0");
    const outside = outsideAddress("0.0.0.0", new URL(url).port, networkInterfaces());
    const [, password] = /password is (\S+) /.exec(await line("password is")) ?? [];
    const authorization = `Basic ${Buffer.from(`me:${password}`).toString("base64")}`;

    expect((await read(`${url}/`, {})).status).toBe(401);
    expect((await read(`${url}/`, { headers: { authorization } })).status).toBe(200);
    // A machine without a network has none.
    if (outside !== undefined) expect(await line("From other machines")).toMatch(new RegExp(` ${outside}$`));
  });

  test("is built from the very file that runs in the workspace", () => {
    const built = bin["bot-tracker-sandbox"].replace("/src/", "/dist/").replace(/\.ts$/, ".js");

    expect(publishConfig.bin).toEqual({ "bot-tracker-sandbox": built });
  });

  test("--help names every option and ends with 0", async () => {
    const { exitCode, stdout, stderr } = await outcomeOfProcess("--help");

    expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: "" });
    for (const option of ["--port", "--host", "--password", "--key", "--limits", "--log", "--integration"]) {
      expect(stdout).toContain(option);
    }
  });

  test.for([
    [["--prot", "1"], "Unknown option '--prot'"],
    [["8790"], "Unexpected argument '8790'"],
    [["--port"], "--port"],
    [["--port", "http"], "--port must be a number from 0 to 65535, not http."],
    [["--port", "99999"], "port must be an integer from 0 to 65535, not 99999."],
    [["--limits", "strict"], "--limits must be fixed, sliding or none, not strict."],
    [["--repeats", "ignore"], "--repeats must be warn or conflict, not ignore."],
    [["--integration", "medium"], "--integration must be minimal, limited or full, not medium."],
    [["--port", "18790", "--telegram-port", "18790"], "telegram.port must be another than port, and both are 18790."],
    [["--limits", "\u001b]0;x\u0007\r\nforged\u202e"], "--limits must be fixed, sliding or none, not "],
    [["--\u001b[2J\nforged"], "Unknown option "],
    [["--file", "/no/such/\u001b[31m\r\nforged"], "cannot be created"],
    [["--password", ""], "password must not be empty"],
    [["--key", ""], "A key must be given as"],
  ] as const)("%j ends with 2 and one clear message", async ([args, message]) => {
    const { exitCode, stdout, stderr } = await outcomeOf(...args);

    expect({ exitCode, stdout }).toEqual({ exitCode: 2, stdout: "" });
    expect(stderr).toContain(message);
    expect(stderr).toContain("bot-tracker-sandbox --help lists the options.");
    expect(stderr).not.toMatch(/^\s+at /m);
    // What was given steers no terminal, and forges no line.
    expect(stderr.split("\n")).toHaveLength(3);
    expect(stderr).not.toMatch(/[^\P{C}\n]/u);
  });

  test("as a process of its own a wrong option ends with 2, too", async () => {
    expect(await outcomeOfProcess("--prot", "1")).toEqual({
      exitCode: 2,
      stdout: "",
      stderr: expect.stringContaining("Unknown option '--prot'"),
    });
  });

  test("a port in use ends with 1 and says how to go on", async () => {
    const { url } = await running();
    const { port } = new URL(url);

    const { exitCode, stderr } = await outcomeOfProcess("--port", port, "--no-telegram");

    expect({ exitCode, stderr }).toEqual({
      exitCode: 1,
      stderr: `Port ${port} of 127.0.0.1 is in use, perhaps by another sandbox. Stop it, or choose another port with --port.\n`,
    });
  });

  test("an address that this machine does not have ends with 1 and the reason", async () => {
    const { exitCode, stderr } = await outcomeOf("--port", "0", "--host", "192.0.2.1");

    expect(exitCode).toBe(1);
    expect(stderr).toContain("The sandbox cannot listen on port 0 of 192.0.2.1:");
  });
});
