export type { Answer, ApiReply } from "./answer.ts";
export type { ApiCall, CallFilter, WaitOptions } from "./call-log.ts";
export type { MaxPerson, MaxPersonProfile } from "./max/max-person.ts";
export {
  type MaxBotHandle,
  type MaxSimulator,
  type MaxSimulatorOptions,
  startMaxSimulator,
} from "./max/max-simulator.ts";
export type { ApiParams } from "./params.ts";
export type { TelegramUser } from "./profiles.ts";
export type { SendFault, SendFaultOptions } from "./send-faults.ts";
export type { Payment, SimulatedUser } from "./simulated-user.ts";
export {
  type AddBotOptions,
  type BotHandle,
  startTelegramSimulator,
  type TelegramSimulator,
  type TelegramSimulatorOptions,
} from "./telegram-simulator.ts";
