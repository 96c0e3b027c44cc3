export { readSettings, type Settings } from "./settings.ts";
export { type RunningBot, startBot } from "./start-bot.ts";
