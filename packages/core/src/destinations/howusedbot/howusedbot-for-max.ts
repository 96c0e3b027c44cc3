import { TrackerConfigError } from "../../errors/tracker-config-error.ts";
import type { Service } from "../service.ts";
import type { HowUsedBotDestination } from "./howusedbot-destination.ts";
import type { HowUsedBotOptions } from "./howusedbot-options.ts";
import { HOWUSEDBOT } from "./howusedbot-service.ts";

/**
 * HowUsedBot for a MAX bot: only as its option says for this very bot. It knows bots by their Telegram ids, and a MAX
 * bot may have the id of somebody else's.
 */
export const HOWUSEDBOT_FOR_MAX: Service<HowUsedBotOptions, HowUsedBotDestination> = {
  ...HOWUSEDBOT,
  variables: {},
  createDestination: (options) => {
    if (options.botId === undefined) {
      throw new TrackerConfigError(
        "The option `howUsedBot` of a MAX bot needs `botId`: the id of the Telegram bot that @HowUsedBot gave the token " +
          "for, because HowUsedBot does not know the ids of MAX.",
      );
    }
    return HOWUSEDBOT.createDestination(options);
  },
};
