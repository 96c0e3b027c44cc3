import type { Outcome } from "../../delivery/outcome.ts";
import { serviceOutcome } from "../service-outcome.ts";
import type { Refused } from "../service-reply.ts";
import type { HowUsedBotReply } from "./howusedbot-reply.ts";

/**
 * What is to be done after HowUsedBot's answer. It documents no error, and holding everything for a wrong token loses
 * nothing, while burying everything would. So a refusal that names the token is taken for one of the token whatever its
 * code, and so is 404: HowUsedBot has no methods and no list of users, only bots that can be unknown.
 */
export function howUsedBotOutcome(reply: HowUsedBotReply): Outcome {
  return serviceOutcome(reply, concernsToken);
}

function concernsToken({ errorCode, description }: Refused): boolean {
  return errorCode === 404 || /\b(?:api|invalid|wrong|bad)[ _-]?token\b|токен/i.test(description);
}
