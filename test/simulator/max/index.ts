export type { MaxPerson, MaxPersonProfile } from "./max-person.ts";
export {
  type MaxBotHandle,
  type MaxSimulator,
  type MaxSimulatorOptions,
  startMaxSimulator,
} from "./max-simulator.ts";
