import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import { expect, onTestFinished, test } from "vitest";

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
  "one command starts both services, a Telegram and the example bot on %s, and a START there is reported",
  async (framework) => {
    const { child, lines } = start("--bot", framework);
    const announced = () => lines.find((line) => line.includes("press START"));
    await expect.poll(announced).toBeDefined();
    const chat = /http\S+/.exec(announced() ?? "")?.[0] ?? "";
    const { origin } = new URL(chat);
    const botIds = async () =>
      ((await ask(`${origin}/api/chat`)) as { bots: { id: number }[] }).bots.map(({ id }) => id);
    await expect.poll(botIds).toEqual([1]);
    const person = (await ask(`${origin}/api/chat/people`, { language: "en" })) as { id: number };
    await ask(`${origin}/api/chat/actions`, { bot: 1, person: person.id, action: { kind: "start", payload: "PJ1" } });
    const requests = async () => ((await ask(`${origin}/api/requests`)) as { requests: { method: string }[] }).requests;
    await expect.poll(async () => (await requests()).map(({ method }) => method)).toContain("on_telegram_webhook");
    child.kill("SIGTERM");
    expect(await once(child, "exit")).toEqual([0, null]);
  },
);
