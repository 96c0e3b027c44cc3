import { HowUsedBotClient, HowUsedBotError } from "@bot-tracker/core";
import { problem, warning } from "../check.ts";
import { PROBE_TIMEOUT_MS, type ServiceProbe } from "./service-probe.ts";

/** Asks HowUsedBot how many people are online. */
export const howUsedBotProbe: ServiceProbe = {
  missing: ({ service, settings }) => {
    if (settings["botId"] !== undefined) return undefined;
    const message = `${service.title} was not checked, because the bot's id is not known here.`;
    const advice = "Set it with --bot or HOWUSEDBOT_BOT_ID, or set the bot's token. The running bot knows its own id.";
    return warning(service.title, message, advice);
  },
  ask: async ({ settings, url }, transport) => {
    try {
      const { apiToken = "", botId = "" } = settings;
      const client = new HowUsedBotClient({ apiToken, botId, url, transport, timeoutMs: PROBE_TIMEOUT_MS });
      await client.getOnline();
      return { kind: "works" };
    } catch (error) {
      return error instanceof HowUsedBotError
        ? { kind: "refused", code: error.errorCode, text: error.message }
        : undefined;
    }
  },
  otherRefusal: (name, text) =>
    problem(name, text, "Use the API token (not the view token) and the id of the same bot."),
};
