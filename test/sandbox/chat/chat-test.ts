import { type Sandbox, type SandboxOptions, startSandbox } from "@bot-tracker/sandbox";
import { test as base, expect } from "vitest";
import type {
  ChatPerson,
  ChatReply,
  ConversationReply,
  PersonAction,
} from "../../../packages/sandbox/src/wire/chat.ts";

/** A sandbox with a Telegram, and its chat as the page asks for it. */
export interface ChatSandbox {
  sandbox: Sandbox;
  url: string;
  telegramUrl: string;
  /** Asks the chat's API. */
  ask(method: string, path: string, body?: unknown, headers?: Record<string, string>): Promise<Answer>;
  chat(): Promise<ChatReply>;
  addPerson(): Promise<ChatPerson>;
  /** What a person does in their chat with the bot of `TOKEN`; it must be done. */
  act(person: ChatPerson, action: PersonAction): Promise<void>;
  conversation(person: ChatPerson, bot?: number): Promise<ConversationReply>;
  /** Calls the Bot API, as a bot does. */
  callBot(method: string, params?: object, token?: string): Promise<BotAnswer>;
}

export interface Answer {
  status: number;
  headers: Headers;
  body: unknown;
}

export interface BotAnswer {
  ok: boolean;
  result: never;
}

/** The bot that the tests call as. */
export const BOT = 7_000_000_777;
export const TOKEN = `${BOT}:SIMULATED-for-the-chat`;

export interface ChatFixtures {
  startChat: (options?: SandboxOptions) => Promise<ChatSandbox>;
  /** One to which the bot of `TOKEN` has made itself known. */
  chat: ChatSandbox;
}

export const test = base.extend<ChatFixtures>({
  // biome-ignore lint/correctness/noEmptyPattern: vitest reads the fixtures a fixture needs off this pattern.
  startChat: async ({}, use) => {
    const started: Sandbox[] = [];
    await use(async (options) => {
      const sandbox = await startSandbox({ telegram: true, ...options });
      started.push(sandbox);
      return chatOf(sandbox);
    });
    for (const sandbox of started) await sandbox.close();
  },
  chat: async ({ startChat }, use) => {
    const chat = await startChat();
    await chat.callBot("getMe");
    await use(chat);
  },
});

function chatOf(sandbox: Sandbox): ChatSandbox {
  const { url, telegramUrl = "" } = sandbox;
  const ask: ChatSandbox["ask"] = async (method, path, body, headers = {}) => {
    const response = await fetch(`${url}${path}`, {
      method,
      headers: { "content-type": "application/json", ...headers },
      ...(body !== undefined && { body: typeof body === "string" ? body : JSON.stringify(body) }),
    });
    const text = await response.text();
    return { status: response.status, headers: response.headers, body: /^[[{]/.test(text) ? JSON.parse(text) : text };
  };
  const good = async (method: string, path: string, body?: unknown) => {
    const answer = await ask(method, path, body);
    expect(answer.status, JSON.stringify(answer.body)).toBeLessThan(300);
    return answer.body;
  };
  return {
    sandbox,
    url,
    telegramUrl,
    ask,
    chat: async () => (await good("GET", "/api/chat")) as ChatReply,
    addPerson: async () => (await good("POST", "/api/chat/people", {})) as ChatPerson,
    act: async ({ id }, action) => void (await good("POST", "/api/chat/actions", { bot: BOT, person: id, action })),
    conversation: async ({ id }, bot = BOT) =>
      (await good("GET", `/api/chat/conversation?bot=${bot}&person=${id}`)) as ConversationReply,
    callBot: async (method, params = {}, token = TOKEN) => {
      const response = await fetch(`${telegramUrl}/bot${token}/${method}`, {
        method: "POST",
        headers: { "content-type": "application/json" },
        body: JSON.stringify(params),
      });
      return (await response.json()) as BotAnswer;
    },
  };
}
