export const FRAMEWORKS = ["grammY", "Telegraf", "ntba 0.67", "ntba 2.0"] as const;
export type Framework = (typeof FRAMEWORKS)[number];

/** How a process ends: its bot is stopped, it shuts down as the framework's README does, or it has nothing left to do. */
export const WAYS = ["stop", "README", "by itself"] as const;
export type Way = (typeof WAYS)[number];

/** What both services do while the process ends. */
export const SERVICES = ["healthy", "hanging", "refusing", "failing"] as const;
export type ServiceState = (typeof SERVICES)[number];

/** What an end program is told. */
export interface EndSettings {
  framework: Framework;
  how: Way;
  token: string;
  apiRoot: string;
  /** How many events wait, for each service. */
  waiting: number;
}
