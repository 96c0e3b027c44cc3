// Fills every field of every request with rubbish, in a process that has little memory: it prints whether it survives.
import { startTelegramSimulator } from "@bot-tracker/telegram-simulator";

const MIB = 1024 * 1024;
const ROUNDS = 6;
const BOTS = 120;

const telegram = await startTelegramSimulator({ onUnknownToken: "add-bot", maxBytes: 32 * MIB });
telegram.subscribe(() => {});
const long = "x".repeat(900_000);
const manySmall = `[${"{},".repeat(300_000)}{}]`;

function call(token: string, method: string, body: string, type = "application/json"): Promise<unknown> {
  return fetch(`${telegram.apiRoot}/bot${token}/${method}`, { method: "POST", headers: { "content-type": type }, body })
    .then((response) => response.arrayBuffer())
    .catch(() => undefined);
}

for (let round = 0; round < ROUNDS; round += 1) {
  const token = `${(round % BOTS) + 1}:${"t".repeat(128)}`;
  await Promise.all([
    call(token, "sendMessage", JSON.stringify({ chat_id: 7, text: long })),
    call(token, "sendMessage", JSON.stringify({ chat_id: long, text: "hi" })),
    call(token, "sendMessage", JSON.stringify({ chat_id: 7, text: "hi", reply_markup: { inline_keyboard: [[long]] } })),
    call(token, "sendMessage", `{"chat_id":7,"text":"hi","entities":${manySmall}}`),
    call(token, "sendPhoto", JSON.stringify({ chat_id: 7, photo: long, caption: long })),
    call(token, "sendInvoice", `{"chat_id":7,"title":"a","prices":${manySmall}}`),
    call(token, "sendMediaGroup", `{"chat_id":7,"media":${manySmall}}`),
    call(token, "copyMessages", `{"chat_id":7,"message_ids":${manySmall}}`),
    call(token, "sendPoll", `{"chat_id":7,"question":"a","options":${manySmall}}`),
    call(token, "setWebhook", JSON.stringify({ url: `http://127.0.0.1:1/${long}`, secret_token: long })),
    call(token, "getUpdates", JSON.stringify({ allowed_updates: [long], timeout: 0 })),
    call(token, `m${round}${"x".repeat(60)}`, "{}"),
    call(token, "x".repeat(10_000), "{}"),
    call(token, "sendMessage", `chat_id=7&text=hi&${"a=1&".repeat(200_000)}`, "application/x-www-form-urlencoded"),
    call("9:x".padEnd(10_000, "x"), "getMe", "{}"),
  ]);
}
for (let bot = 0; bot < BOTS; bot += 1) await call(`${bot + 1}:abc`, "getMe", "{}");
const [first] = telegram.bots();
for (let id = 1; id < 10_000; id += 1) first?.user({ id, first_name: "x".repeat(64) }).say("y".repeat(4_000));

const alive = await fetch(`${telegram.apiRoot}/bot1:${"t".repeat(128)}/getMe`);
console.log(
  alive.ok ? "still answers" : "does not answer",
  telegram.bots().length,
  process.memoryUsage().heapUsed / MIB,
);
await telegram.close();
