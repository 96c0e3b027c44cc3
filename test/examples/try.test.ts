import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { readdirSync } from "node:fs";
import { createServer } from "node:net";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import { expect, onTestFinished, test } from "vitest";
import { freePort } from "../support/free-port.ts";
import { temporaryFolder } from "../support/temporary-folder.ts";

const PROGRAM = fileURLToPath(new URL("../../examples/try/src/main.ts", import.meta.url));

function start(...args: string[]): { child: ChildProcess; lines: string[] } {
  const child = spawn(process.execPath, [PROGRAM, "--port", "0", ...args], { stdio: ["ignore", "pipe", "inherit"] });
  onTestFinished(() => void child.kill("SIGKILL"));
  const lines: string[] = [];
  createInterface({ input: child.stdout }).on("line", (line) => lines.push(line));
  return { child, lines };
}

async function ask(url: string, body?: object): Promise<unknown> {
  const headers = { "content-type": "application/json" };
  const response = await fetch(url, body && { method: "POST", headers, body: JSON.stringify(body) });
  const text = await response.text();
  if (!response.ok) throw new Error(`${url} answered ${response.status}: ${text}`);
  return text === "" ? undefined : JSON.parse(text);
}

test.for(["grammy", "telegraf", "node-telegram-bot-api"])(
  "one command starts both services, a Telegram and the example bot on %s, and a START there by an ad's link is reported",
  async (framework) => {
    const { child, lines } = start("--bot", framework);
    const announced = () => lines.find((line) => line.includes("press START"));
    await expect.poll(announced).toBeDefined();
    const chat = /http\S+/.exec(announced() ?? "")?.[0] ?? "";
    const { origin } = new URL(chat);
    const botIds = async () =>
      ((await ask(`${origin}/api/chat`)) as { bots: { id: number }[] }).bots.map(({ id }) => id);
    await expect.poll(botIds).toEqual([1]);
    const { links } = (await ask(`${origin}/api/page/links`)) as { links: { code: string }[] };
    const { costs } = (await ask(`${origin}/api/page/costs`)) as { costs: { source: string }[] };
    expect(links.map(({ code }) => code).toSorted()).toEqual(["PJ1", "PJ2"]);
    expect(costs.map(({ source }) => source).toSorted()).toEqual(["PJ1", "PJ2"]);
    const person = (await ask(`${origin}/api/chat/people`, { language: "en" })) as { id: number };
    await ask(`${origin}/api/chat/actions`, { bot: 1, person: person.id, action: { kind: "start", payload: "PJ1" } });
    const requests = async () => ((await ask(`${origin}/api/requests`)) as { requests: { method: string }[] }).requests;
    await expect.poll(async () => (await requests()).map(({ method }) => method)).toContain("on_telegram_webhook");
    child.kill("SIGTERM");
    expect(await once(child, "exit")).toEqual([0, null]);
  },
);

test.for([
  ["the page", 0],
  ["Telegram", 1],
] as const)(
  "a port in use for %s ends with 1, a line that says what to do, and no folder left behind",
  async ([, offset]) => {
    const port = await freePort();
    const server = createServer().listen(port + offset, "127.0.0.1");
    onTestFinished(() => void server.close());
    await once(server, "listening");
    const folder = temporaryFolder();
    const { exitCode, said } = await refused(["--port", String(port)], folder);
    expect({ exitCode, said }).toEqual({
      exitCode: 1,
      said: `Port ${port + offset} is in use, perhaps by another sandbox. Stop what uses it, or choose another: npx -y pnpm@12 try --port 8800\n`,
    });
    expect(readdirSync(folder)).toEqual([]);
  },
);

test.for([
  [["--port", "abc"], "--port must be a number from 0 to 65534, not abc.\n"],
  // Telegram takes the one after it.
  [["--port", "65535"], "--port must be a number from 0 to 65534, not 65535.\n"],
  [["--bot", "max"], "--bot must be one of grammy, telegraf, node-telegram-bot-api, not max.\n"],
  [["--bots"], expect.stringMatching(/^Unknown option '--bots'.*\n$/)],
] as const)("%j ends with 2 and a line that says what is wrong", async ([args, said]) => {
  expect(await refused(args, temporaryFolder())).toEqual({ exitCode: 2, said });
});

async function refused(args: readonly string[], folder: string): Promise<{ exitCode: unknown; said: string }> {
  const env = { ...process.env, TMPDIR: folder, TMP: folder, TEMP: folder };
  const child = spawn(process.execPath, [PROGRAM, ...args], { stdio: ["ignore", "ignore", "pipe"], env });
  onTestFinished(() => void child.kill("SIGKILL"));
  let said = "";
  child.stderr.on("data", (chunk) => {
    said += String(chunk);
  });
  const [exitCode] = (await once(child, "close")) as unknown[];
  return { exitCode, said };
}
