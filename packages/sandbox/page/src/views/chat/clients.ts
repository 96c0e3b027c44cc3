/** How each framework takes the address of a Bot API server. */
export const CLIENTS = {
  grammy: {
    title: "grammY",
    code: "new Bot(token, {\n  client: { apiRoot: process.env.TELEGRAM_API_URL },\n});",
  },
  telegraf: {
    title: "Telegraf",
    code: "new Telegraf(token, {\n  telegram: { apiRoot: process.env.TELEGRAM_API_URL },\n});",
  },
  ntba: {
    title: "node-telegram-bot-api",
    code: "// 2.x\nnew Bot(token, { apiRoot: process.env.TELEGRAM_API_URL });\n// 0.50 to 1.x\nnew TelegramBot(token, { polling: true, baseApiUrl: process.env.TELEGRAM_API_URL });",
  },
} as const;

export type ClientName = keyof typeof CLIENTS;
