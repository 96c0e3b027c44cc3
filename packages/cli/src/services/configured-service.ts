import type { MessengerId, QuotaLimits } from "@bot-tracker/core";
import type { Service, ServiceSettings } from "@bot-tracker/core/outbox-kit";

/** Sends everything to a sandbox, whose address it is. */
export const SANDBOX_VARIABLE = "BOT_TRACKER_SANDBOX";

/** A service that the variables switch on. */
export interface ConfiguredService {
  service: Service;
  /** Whose bots report to it so. */
  messenger: MessengerId;
  /** What the variables say, by option: its key, its address, and what else it has. */
  settings: ServiceSettings;
  /** What the bot's outbox calls it. */
  destination: string;
  /** The variable that holds its key. */
  keyVariable: string;
  /** The variable that says where it is: its own, or that of the sandbox which takes its place. */
  urlVariable: string;
  /** Where it is, without the key. */
  url: string;
  quota: QuotaLimits | undefined;
}
