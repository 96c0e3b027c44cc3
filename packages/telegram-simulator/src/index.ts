export type { Answer, ApiReply } from "./api/answer.ts";
export type { ApiParams } from "./api/params.ts";
export type { BotProfile, TelegramUser } from "./api/profiles.ts";
export type { SendFault, SendFaultOptions } from "./api/send-faults.ts";
export type { ApiCall, CallFilter, WaitOptions } from "./bot/call-log.ts";
export type { Payment, SimulatedUser } from "./people/simulated-user.ts";
export {
  type AddBotOptions,
  type BotHandle,
  startTelegramSimulator,
  type TelegramSimulator,
  type TelegramSimulatorOptions,
} from "./server/start-telegram-simulator.ts";
