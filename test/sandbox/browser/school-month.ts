import { type Sandbox, startSandbox, type TrackingLink } from "@bot-tracker/sandbox";
import { seededRandom } from "../../../examples/demo/src/crowd/seeded-random.ts";

/** 21 November 2026, 18:40 in Moscow: a busy hour, with most of the day to be seen. */
export const EVENING_MS = Date.UTC(2026, 10, 21, 15, 40);

const DAY_MS = 86_400_000;
const MINUTE_MS = 60_000;
const LIMITED_MS = 60 * MINUTE_MS;
const DAYS = 30;
const PEOPLE = 320;
const KEY = "kitchen-english-key";
const BOT = { id: 7_100_000_001, username: "coffee_english_bot" };

const LINKS: readonly TrackingLink[] = [
  { code: "PJ4e81c07a2f9", name: "Яндекс.Директ: поиск", utm: { source: "yandex", medium: "cpc", campaign: "autumn" } },
  { code: "PJ77d0ab15c3e", name: "Яндекс.Директ: РСЯ", utm: { source: "yandex", medium: "cpm", campaign: "autumn" } },
  { code: "PJ9b30d55e61c", name: "VK Реклама", utm: { source: "vk", medium: "cpc", campaign: "autumn" } },
  { code: "PJ27fa8810b3d", name: "Telegram Ads", utm: { source: "telegram", medium: "cpm", campaign: "lesson" } },
  {
    code: "PJc0ffee10d1e",
    name: "Канал «Кофе и слова», пост от 12 ноября",
    utm: { source: "channel", medium: "post" },
  },
];
/** The better ad stands there more often. A start without a payload is one of the organic ones. */
const SOURCES = [0, 0, 0, 0, 1, 1, 2, 2, 2, 3, 4, -1, -1];

const FIRST_NAMES = ["Анна", "Иван", "Мария", "Дмитрий", "Ольга", "Artem", "Elena", "Тимур", "Зарина", "Michael"];
const LAST_NAMES = ["Петренко", "Седых", "Ткаченко", "Ким", "Черных", "", "Novak", "Шевченко", "", "Green"];

/** What tries to be run: where a page took it for code, a dialog would open. */
export const SCRIPT = `<img src=x onerror=alert(1)><script>alert(2)</script>`;
const ODD_PEOPLE = [
  { first_name: SCRIPT, username: "robert_tables" },
  {
    first_name: "Аристарх-Константин",
    last_name: "Рождественский-Преображенский-Заволжский",
    username: "a".repeat(32),
  },
];

const HOWUSEDBOT_PATH = "/bin/webhooks/6438/181/4opQGmB6OlHqqPRM";

/** A request to one of the services, and when it arrives. */
interface Step {
  at: number;
  path: string;
  body: (atMs: number) => object;
}

/** A sandbox in which a school's bot has been for a month, told by its own services' requests. The same every time. */
export async function startSchoolMonth(): Promise<Sandbox> {
  let nowMs = EVENING_MS - DAYS * DAY_MS;
  const sandbox = await startSandbox({ now: () => nowMs, limits: "none", keys: [KEY], links: LINKS });
  const random = seededRandom(7);
  const steps = Array.from({ length: PEOPLE }, (_, index) => wayOf(index, random)).flat();
  steps.push(...mistakes(EVENING_MS - 9 * MINUTE_MS));
  // A month in a few seconds would not fit into the limits; its last hour does.
  let isLimited = false;
  for (const { at, path, body } of steps.filter(({ at }) => at <= EVENING_MS).sort((one, other) => one.at - other.at)) {
    nowMs = at;
    const headers = { "content-type": "application/json" };
    if (!isLimited && at > EVENING_MS - LIMITED_MS) {
      isLimited = true;
      sandbox.settings({ limits: "fixed" });
    }
    const answer = await fetch(sandbox.url + path, { method: "POST", headers, body: JSON.stringify(body(at)) });
    await answer.arrayBuffer();
  }
  nowMs = EVENING_MS;
  return sandbox;
}

/** All that one person does, from the ad on. */
function wayOf(index: number, random: () => number): Step[] {
  const pick = <Value>(values: readonly Value[]): Value => values[Math.floor(random() * values.length)] as Value;
  const id = 500_100_000 + index * 7_919;
  const user_id = String(id);
  const odd = ODD_PEOPLE[PEOPLE - 1 - index];
  const [first_name, last_name] = [pick(FIRST_NAMES), pick(LAST_NAMES)];
  const usual = { first_name, ...(last_name !== "" && { last_name }), ...(random() < 0.6 && { username: `u_${id}` }) };
  const names = odd ?? usual;
  const plan = pick(["Группа", "Один на один", "Самостоятельно"]);

  const steps: Step[] = [];
  let at = odd === undefined ? arrivalOf(random) : EVENING_MS - (index % 7) * MINUTE_MS;
  const then = (minutes: number, path: string, body: Step["body"]) => {
    at += minutes * MINUTE_MS * (0.5 + random());
    steps.push({ at, path, body });
  };
  const tell = (minutes: number, method: string, body: object) =>
    then(minutes, `/v1/${KEY}/${method}`, () => ({ user_id, ...body }));
  const use = (minutes: number, event: string, params: object = {}) =>
    then(minutes, HOWUSEDBOT_PATH, () => ({
      ...{ apiToken: KEY, requestType: "event", botId: BOT.id, userId: id, event },
      ...params,
    }));
  const start = (payload: string) => {
    const update_id = index * 1_000 + steps.length;
    const text = payload === "" ? "/start" : `/start ${payload}`;
    then(0.1, `/v1/${KEY}/on_telegram_webhook`, (atMs) => ({
      update_id,
      message: {
        message_id: update_id,
        from: { id, is_bot: false, language_code: "ru", ...names },
        chat: { id, type: "private", ...names },
        date: Math.floor(atMs / 1_000),
        text,
        entities: [{ type: "bot_command", offset: 0, length: 6 }],
      },
    }));
    use(0.01, "start", { param_1: payload });
  };

  const link = LINKS[pick(SOURCES)];
  start(link?.code ?? "");
  // Two ways of telling one start, which TGTrack counts twice.
  if (odd !== undefined) tell(0.1, "user_did_start_bot", { ...names, start_value: link?.code ?? "" });
  for (let turns = 1 + random() * 5; turns > 0; turns--) use(2, "common");
  if (random() < 0.75) {
    const event_result = pick(["success", "success", "in_progress"]);
    tell(3, "add_event", { event_type: "lesson", event_result, labels: [{ name: "number", value: "1" }] });
    use(0.01, "lesson", { param_1: plan, param_2: pick(["ru", "ru", "en"]) });
  }
  if (random() < 0.4) tell(4, "send_reach_goal", { target: "phone" });
  if (random() < 0.3) {
    const labels = [{ name: "plan", value: plan }];
    const amount = pick([990, 1_490, 2_490]);
    tell(30, "add_event", { event_type: "checkout", event_result: "in_progress", labels });
    const paid = random() < 0.7;
    const payment = paid ? { event_result: "success", amount, conversion_target: "sale" } : { event_result: "failure" };
    tell(8, "add_event", { event_type: "payment", labels, ...payment });
    if (paid && random() < 0.1) tell(2_000, "add_event", { event_type: "refund", amount: -amount, labels });
  }
  for (let turns = random() * 4; turns > 0; turns--) use(1_500, pick(["common", "common", "menu", "profile"]));
  if (random() < 0.3) {
    tell(2_400, "my_bot_was_stopped", {});
    use(0.01, "stop");
    if (random() < 0.3) start(pick(LINKS).code);
  }
  return steps;
}

/** More people come every week, and most of them in the evening. */
function arrivalOf(random: () => number): number {
  const day = Math.floor(DAYS * random() ** 0.7);
  return EVENING_MS - (DAYS - day) * DAY_MS + DAY_MS * (0.35 + 0.65 * random() ** 0.8);
}

/** What goes wrong in a bot that is being worked on, so that there is something to explain. */
function mistakes(fromMs: number): Step[] {
  const user_id = "500100000";
  const told: [method: string, body: object, key?: string][] = [
    ["send_reach_goal", { user_id: "77", target: "phone" }],
    ["add_event", { user_id, event_type: "payment", event_result: "paid" }],
    ["add_event", { user_id, event_type: SCRIPT, labels: [{ name: SCRIPT, value: SCRIPT }] }],
    ["my_bot_was_started", { start_value: LINKS[0]?.code }],
    ["add_event", { user_id, event_type: "lesson" }, "a-key-nobody-knows"],
    ["add_event", { user_id, event_type: "lesson", date: EVENING_MS }],
  ];
  return told.map(([method, body, key = KEY], index) => ({
    at: fromMs + index * MINUTE_MS,
    path: `/v1/${key}/${method}`,
    body: () => body,
  }));
}
