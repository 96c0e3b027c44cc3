// To start it.

// What passes through it.
export type { Answer, ApiReply } from "./api/answer.ts";
export type { ApiParams } from "./api/params.ts";
export type { TelegramUser } from "./api/profiles.ts";
export type { SendFault, SendFaultOptions } from "./api/send-faults.ts";
export type { ApiCall, CallFilter, WaitOptions } from "./bot/call-log.ts";
// Bots and people.
export type { BotHandle, SimulatedBot } from "./bot/simulated-bot.ts";
export type { EventListener } from "./feed/event-feed.ts";
export type { SimulatorEvent } from "./feed/simulator-event.ts";
export type { Payment, SimulatedUser } from "./people/simulated-user.ts";
export { startTelegramSimulator } from "./server/start-telegram-simulator.ts";
export type { AddBotOptions, TelegramSimulator, TelegramSimulatorOptions } from "./server/telegram-simulator.ts";
