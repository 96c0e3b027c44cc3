import type { BotHandle } from "@bot-tracker/telegram-simulator";

export const WEBHOOK_SECRET = "a-secret-of-this-example";

/** A bot that no Redis has seen: it would know the people of an earlier run and not count them again. */
export function freshToken(): string {
  return `${1_000_000_000 + Math.floor(Math.random() * 6_000_000_000)}:many-processes-no-real-token`;
}

/** What a deployment does once. */
export async function setWebhook({ apiRoot, token }: BotHandle, url: string): Promise<void> {
  const answer = await fetch(`${apiRoot}/bot${token}/setWebhook`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ url, secret_token: WEBHOOK_SECRET }),
  });
  if (!answer.ok) throw new Error(`The simulated Telegram did not accept the webhook: ${await answer.text()}`);
}
