/** The key with which a bot that has none, and of which nothing is known, reports to a sandbox. No secret. */
const SANDBOX_KEY = "sandbox";
/** What names one bot: its id, or a digest of the token of one in MAX. */
const BOT_NAME = /^(?:max-)?\d{1,20}$|^max-[0-9a-f]{12}$/;

/**
 * The key with which a bot that has none reports to a sandbox: `sandbox-7000000001`, so that bots on one sandbox have
 * limits, people and reports of their own. `botName` is the name of the bot's outbox; one that names no bot
 * (`default`) leaves `sandbox`.
 */
export function sandboxKeyOf(botName: string | undefined): string {
  return botName !== undefined && BOT_NAME.test(botName) ? `${SANDBOX_KEY}-${botName}` : SANDBOX_KEY;
}

/** Whether a key is one of those that every sandbox knows. */
export function isSandboxKey(key: string): boolean {
  return key === SANDBOX_KEY || (key.startsWith(`${SANDBOX_KEY}-`) && BOT_NAME.test(key.slice(SANDBOX_KEY.length + 1)));
}
