import { startSandbox } from "@bot-tracker/sandbox";
import { expect, onTestFinished, test, vi } from "vitest";
import * as max from "../../examples/max/src/index.ts";
import { startMaxSimulator } from "../simulator/max/index.ts";
import { temporaryFolder } from "../support/temporary-folder.ts";

const AD_CODE = "PJ1f0c2b7a94d";

async function running() {
  const sandbox = await startSandbox();
  vi.stubEnv("BOT_TRACKER_SANDBOX", sandbox.url);
  vi.stubEnv("BOT_TRACKER_DIR", temporaryFolder());
  const simulator = await startMaxSimulator();
  onTestFinished(async () => {
    vi.unstubAllEnvs();
    await simulator.close();
    await sandbox.close();
  });
  const bot = simulator.addBot();
  const example = max.startBot(max.readSettings({ BOT_TOKEN: bot.token, MAX_API_URL: bot.apiRoot }));
  await bot.waitForCall("GET updates");
  return { sandbox, bot, example, anna: bot.user({ id: 501, first_name: "Анна", username: "anna" }) };
}

test("the example bot in MAX reports a person's whole way: ad link, lesson, phone, checkout, payment, stop", async () => {
  const { sandbox, bot, example, anna } = await running();
  const said = (["warn", "error"] as const).map((level) =>
    vi.spyOn(console, level).mockImplementation(() => undefined),
  );
  onTestFinished(() => {
    for (const spy of said) spy.mockRestore();
  });
  const sent = (text: string) => bot.waitForCall(({ params }) => JSON.stringify(params).includes(text));
  anna.start(AD_CODE);
  await sent('"payload":"lesson:1"');
  anna.press("lesson:1");
  await sent('"type":"request_contact"');
  anna.sendContact("+79161234567");
  anna.press("buy");
  anna.press("buy");
  await sent("https://example.com/pay?person=501");
  await bot.waitUntilTaken();
  // A payment service tells of it twice.
  for (const _notification of [1, 2]) await example.paid(501, "payment-77");
  anna.block();
  await bot.waitUntilTaken();
  example.stop();
  await example.finished;

  const told = sandbox.requests({ accepted: true }).map(({ service, method, body }) => {
    const { start_value: code, event_type: event, event_result: result, amount, target } = body as never;
    return [service, method, code ?? event ?? target, result, amount].filter((part) => part !== undefined).join(" ");
  });
  expect(told.sort()).toEqual([
    "tgtrack-max add_event lesson success",
    "tgtrack-max add_event payment success 1990",
    "tgtrack-max send_reach_goal checkout",
    "tgtrack-max send_reach_goal phone",
    `tgtrack-max user_id_start_bot ${AD_CODE}`,
  ]);
  expect(sandbox.requests().flatMap(({ warnings }) => warnings)).toEqual([]);
  expect(example.tracker.ledger()["tgtrack"]).toMatchObject({ accepted: 6, delivered: 5, dropped: { unsupported: 1 } });
  expect(said.flatMap((spy) => spy.mock.calls.flat())).toEqual([
    expect.stringContaining("TGTrack has no method for stops of MAX bots"),
  ]);
});

test("the example bot in MAX answers whatever is said, and goes on when a reply meets a stop", async () => {
  const { bot, example, anna } = await running();
  const said = vi.spyOn(console, "error").mockImplementation(() => undefined);
  onTestFinished(() => said.mockRestore());
  const lift = bot.failSends(501, { code: 403, description: "chat.denied: error.dialog.suspended" });
  anna.say("Здравствуйте");
  await bot.waitForCall("POST messages");
  lift();
  anna.say("Вы здесь?");
  await bot.waitForCall("POST messages", { count: 2 });
  await bot.waitUntilTaken();
  example.stop();
  await example.finished;
  const replies = bot.calls("POST messages").map(({ answer }) => answer);
  expect(replies).toMatchObject([{ reply: { error_code: 403 } }, { reply: { ok: true } }]);
});

test("the example bot in MAX says where a token comes from when there is none", () => {
  expect(() => max.readSettings({})).toThrow(/BOT_TOKEN is not set.*Master Bot/);
});
