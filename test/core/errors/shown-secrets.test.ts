import { inspect } from "node:util";
import { createTracker, TgtrackClient, webhook } from "@bot-tracker/core";
import { expect, onTestFinished, test } from "vitest";
import { RecordingServer } from "../../support/recording-server.ts";
import { privateStart, USER_ID } from "../../support/updates.ts";

/** Each has letters that are spelled otherwise in an address, in a form and in JSON. */
const SECRETS = {
  key: "tgtrack-key+5f0c=é",
  token: "howusedbot-token+77aa=é",
  botToken: "7000000001:AAF-bot-token_of-some-length",
  path: "token-in-the-path-9x8y",
  signature: "a-secret-to-sign-with-31",
};
const SPELLINGS: ((text: string) => string)[] = [
  (text) => text,
  encodeURIComponent,
  encodeURI,
  (text) => encodeURIComponent(text).replace(/%../g, (code) => code.toLowerCase()),
  (text) => new URLSearchParams({ text }).toString().slice("text=".length),
  (text) => JSON.stringify(text).slice(1, -1),
];

/** Everything that a logger, a debugger or a crash report could print of a value. */
function printed(value: unknown): string {
  const whole = { depth: Number.POSITIVE_INFINITY, showHidden: true, getters: true, maxStringLength: null } as const;
  let json = "";
  try {
    json = JSON.stringify(value) ?? "";
  } catch {
    // Some of these are cyclic, and no logger writes them as JSON.
  }
  const text = value instanceof Error ? `${value.message} ${value.stack} ${String(value.cause)}` : "";
  return [inspect(value, { ...whole, maxArrayLength: null }), json, text].join("\n");
}

const rejection = (calling: Promise<unknown>): Promise<unknown> =>
  calling.then(
    () => expect.unreachable("it was refused"),
    (error: unknown) => error,
  );

test("nothing that the tracker exposes, says or throws shows a key, however deep it is printed and whatever a service answers", async () => {
  await using server = await RecordingServer.start();
  // A service, or what stands before it, may say anything, also another service's key.
  const everything = Object.values(SECRETS).flatMap((secret) => SPELLINGS.map((spell) => spell(secret)));
  server.answer = (_request, response) => {
    response.writeHead(422, { "content-type": "application/json" });
    response.end(JSON.stringify({ status: "error", error_code: 422, error_description: everything.join(" ") }));
  };
  const said: string[] = [];
  const say = (message: string): void => void said.push(message);
  const destination = webhook({ url: `${server.url}/hooks/${SECRETS.path}`, secret: SECRETS.signature });
  const events: unknown[] = [];
  const { key, botToken } = SECRETS;
  const tracker = createTracker(
    {
      botToken,
      tgtrack: { apiKey: key, url: server.url },
      howUsedBot: { apiToken: SECRETS.token, url: server.url },
      destinations: [destination],
      outbox: "memory",
      debug: true,
      logger: { warn: say, error: say, debug: say },
      onDelivery: (event) => void events.push(event),
    },
    {},
  );
  onTestFinished(() => tracker.close({ timeoutMs: 0 }));
  tracker.handleUpdate(privateStart());
  void tracker.trackEvent({ userId: USER_ID, event: "sale", amount: 5 });
  await tracker.flush();
  const client = new TgtrackClient({ apiKey: key, url: server.url });
  // Whoever asks a service knows that service's key alone.
  const errors = {
    key: [
      await rejection(client.getUserInfo({ userId: "1" })),
      await rejection(client.call("get_user_info", { key })),
      await rejection(tracker.getUserInfo(1)),
    ],
    token: [await rejection(tracker.getOnline())],
  };
  const letters = await tracker.dead.list();
  expect(letters.length).toBeGreaterThan(3);
  expect(said.length).toBeGreaterThan(3);
  const exposed = { tracker, helper: tracker.forUser(1), destination, client, letters, events, said };
  const states = { ledger: tracker.ledger(), health: tracker.health(), internals: tracker["~internals"] };
  const shows = (value: unknown, secret: string): boolean => {
    const text = printed(value);
    return SPELLINGS.some((spell) => text.includes(spell(secret)));
  };
  const shown = Object.entries({ ...exposed, ...states }).flatMap(([name, value]) =>
    Object.entries(SECRETS).flatMap(([secret, text]) => (shows(value, text) ? [`${secret} in ${name}`] : [])),
  );
  for (const secret of ["key", "token"] as const) {
    for (const error of errors[secret]) if (shows(error, SECRETS[secret])) shown.push(`${secret} in an error`);
  }
  expect(shown).toEqual([]);
});
