import type { TrackingLink } from "@bot-tracker/sandbox";
import type { BotRole } from "./bot-role.ts";

/**
 * The bots of the demo. Each crowd causes about 160 requests to TGTrack, which accepts 3 per second, and fewer of what
 * is neither a start nor a goal: just over a minute, and well within the 500 per hour.
 */
export const CAST: readonly BotRole[] = [
  {
    example: "grammy",
    messenger: "telegram",
    title: "grammY",
    course: { title: "Английский за чашкой кофе", priceRub: 1_490 },
    username: "coffee_english_bot",
    token: "7100000001:AAFdemo-grammy-not-a-real-token-0000000",
    key: "grammy-demo-no-real-key",
    links: adLinks(
      { bot: "coffee_english_bot", messenger: "telegram" },
      "Английский",
      "english",
      "PJ4e81c07a2f9",
      "PJ9b30d55e61c",
      "PJ27fa8810b3d",
    ),
    crowd: { people: 46, lessons: 38, phones: 20, checkouts: 19, payments: 13, talks: 20, blocks: 17, returns: 9 },
  },
  {
    example: "telegraf",
    messenger: "telegram",
    title: "Telegraf",
    course: { title: "Хлеб на закваске", priceRub: 990 },
    username: "sourdough_school_bot",
    token: "7100000002:AAFdemo-telegraf-not-a-real-token-00000",
    key: "telegraf-demo-no-real-key",
    links: adLinks(
      { bot: "sourdough_school_bot", messenger: "telegram" },
      "Хлеб",
      "bread",
      "PJaf5568712cd",
      "PJ0c93e7d4418",
      "PJe612ab09f57",
    ),
    crowd: { people: 44, lessons: 36, phones: 22, checkouts: 17, payments: 12, talks: 22, blocks: 16, returns: 8 },
  },
  {
    example: "node-telegram-bot-api",
    messenger: "telegram",
    title: "node-telegram-bot-api",
    course: { title: "Гитара с нуля", priceRub: 2_490 },
    username: "first_chord_bot",
    token: "7100000003:AAFdemo-ntba-not-a-real-token-000000000",
    key: "node-telegram-bot-api-demo-no-real-key",
    links: adLinks(
      { bot: "first_chord_bot", messenger: "telegram" },
      "Гитара",
      "guitar",
      "PJ58d1f40c7be",
      "PJc7042b9ea16",
      "PJ3a6e90f8d25",
    ),
    crowd: { people: 42, lessons: 35, phones: 18, checkouts: 18, payments: 14, talks: 24, blocks: 15, returns: 7 },
  },
  {
    example: "max",
    messenger: "max",
    title: "MAX",
    course: { title: "Акварель с нуля", priceRub: 1_990 },
    username: "first_watercolour_bot",
    token: "f9LHdemo-max-not-a-real-token-000000000000",
    key: "max-demo-no-real-key",
    links: adLinks(
      { bot: "first_watercolour_bot", messenger: "max" },
      "Акварель",
      "watercolour",
      "PJb41d09ce77a",
      "PJ60fa25d3e81",
      "PJd92c7416b0e",
    ),
    // MAX tells bots of no payments.
    crowd: { people: 45, lessons: 37, phones: 21, checkouts: 20, payments: 0, talks: 18, blocks: 16, returns: 8 },
  },
];

/** The page calls a bot by the name that its links have. */
function adLinks(
  of: Pick<TrackingLink, "bot" | "messenger">,
  subject: string,
  campaign: string,
  yandex: string,
  vk: string,
  telegram: string,
): TrackingLink[] {
  return [
    { ...of, code: yandex, name: `${subject} · Яндекс.Директ`, utm: { source: "yandex", medium: "cpc", campaign } },
    { ...of, code: vk, name: `${subject} · VK Реклама`, utm: { source: "vk", medium: "cpc", campaign } },
    { ...of, code: telegram, name: `${subject} · Telegram Ads`, utm: { source: "telegram", medium: "cpm", campaign } },
  ];
}
