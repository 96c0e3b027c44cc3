import type { BotHandle } from "@bot-tracker/telegram-simulator";

/** Makes a call that a bot makes when it is set up. */
export async function telegramCall({ apiRoot, token }: BotHandle, method: string, params: object): Promise<object> {
  const headers = { "content-type": "application/json" };
  const response = await fetch(`${apiRoot}/bot${token}/${method}`, {
    method: "POST",
    headers,
    body: JSON.stringify(params),
  });
  return ((await response.json()) as { result: object }).result;
}
