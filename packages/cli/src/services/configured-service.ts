import type { MessengerId, QuotaLimits } from "@bot-tracker/core";
import type { Service, ServiceSettings } from "@bot-tracker/core/outbox-kit";

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
  urlVariable: string;
  /** Where it is, without the key. */
  url: string;
  quota: QuotaLimits | undefined;
}
