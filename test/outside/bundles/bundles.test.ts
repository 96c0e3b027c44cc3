import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import type { BotHandle } from "@bot-tracker/telegram-simulator";
import { describe, expect, inject, onTestFinished, test } from "vitest";
import { RecordingServer } from "../../support/recording-server.ts";
import { addBot, copyBundle, type RunningBundle, runBundle } from "./run-bundle.ts";

/** Stands in undici's code, minified or not. */
const OF_UNDICI = "UND_ERR_HEADERS_OVERFLOW";
const BUNDLES = inject("bundles");

test("what undici is known by stands in undici", () => {
  expect(readFileSync(join(inject("undici"), "lib/core/errors.js"), "utf8")).toContain(OF_UNDICI);
});

test("there are bundles of both frameworks by each bundler", () => {
  for (const bundler of ["bun", "esbuild", "ncc", "rollup", "webpack"]) {
    const bots = BUNDLES.filter(({ command }) => command.startsWith(bundler)).map(({ bot }) => bot);
    expect(bots, bundler).toEqual(expect.arrayContaining(["grammY", "Telegraf"]));
  }
});

describe.each(BUNDLES)("$bot by $command", ({ folder, files, plain }) => {
  test("is one file, without undici", () => {
    expect(files).toHaveLength(1);
    expect(readFileSync(join(folder, files[0] ?? ""), "utf8")).not.toContain(OF_UNDICI);
  });

  test("alone in a folder, it does what it does without the tracker, keeps a start in its file, and sends it later", async () => {
    const untracked = await addBot();
    const before = await answerStart(untracked, run(copyBundle(plain.folder), plain.files, untracked, await service()));
    const services = await service();
    services.answer = { status: 503, body: "down" };
    const bot = await addBot();
    const copy = copyBundle(folder);
    const tracked = await answerStart(bot, run(copy, files, bot, services), () =>
      expect.poll(() => services.requests.length).toBeGreaterThan(0),
    );

    expect(tracked).toEqual(before);
    expect(before).toMatchObject({ code: 0, replies: ["Hello, Anna!"] });
    expect(existsSync(join(copy, ".bot-tracker", `${bot.id}.sqlite`))).toBe(true);

    services.requests.length = 0;
    services.answer = { body: { status: "OK" } };
    const again = run(copy, files, bot, services);
    await expect
      .poll(() => services.requests.map(({ body }) => body))
      .toEqual([expect.stringContaining("/start PJ123")]);
    again.stop();
    expect(await again.ended).toMatchObject({ code: 0 });
    expect(sentBy(services)).toEqual(["fetch"]);
  });

  test("beside undici, it sends by undici, and says nothing", async () => {
    const services = await service();
    const bot = await addBot();
    const running = run(copyBundle(folder, inject("undici")), files, bot, services);
    await answerStart(bot, running, () => expect.poll(() => sentBy(services)).toEqual(["undici"]));
    expect((await running.ended).output).not.toContain("[bot-tracker]");
  });
});

async function service(): Promise<RecordingServer> {
  const services = await RecordingServer.start();
  onTestFinished(() => services.close());
  return services;
}

function run(folder: string, files: readonly string[], bot: BotHandle, services: RecordingServer): RunningBundle {
  return runBundle(folder, files[0] ?? "", bot, services);
}

/** Only Node's own `fetch` tells a server that it is one. */
function sentBy({ requests }: RecordingServer): string[] {
  return requests.map(({ headers }) => (headers["sec-fetch-mode"] === undefined ? "undici" : "fetch"));
}

/** Has somebody start the bot, and ends it once it has answered. Returns all that Telegram and the shell saw of it. */
async function answerStart(bot: BotHandle, { ended, stop }: RunningBundle, meanwhile = async () => {}) {
  const died = ended.then(({ output }) => Promise.reject(new Error(`It ended: ${output}`)));
  died.catch(() => {});
  await Promise.race([bot.waitForCall("getUpdates"), died]);
  bot.user({ id: 42, first_name: "Anna" }).start("PJ123");
  await Promise.race([bot.waitForCall("sendMessage"), died]);
  await meanwhile();
  stop();
  const { code } = await ended;
  return {
    code,
    methods: [...new Set(bot.calls().map(({ method }) => method))],
    replies: bot.calls("sendMessage").map(({ params }) => params["text"]),
  };
}
