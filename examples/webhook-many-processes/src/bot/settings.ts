/** What a process takes from its environment; the tracker reads its own variables. */
export interface Settings {
  botToken: string;
  /** What Telegram sends along with every update, so that nobody else can make up people. */
  webhookSecret: string;
  redisUrl: string;
  /** What the keys in Redis begin with. */
  redisPrefix: string | undefined;
  /** 0: a free one. */
  port: number;
  /** Another Bot API server in place of Telegram's own. */
  telegramApiUrl: string | undefined;
}

/** @throws {Error} that says what is missing and where it comes from. */
export function readSettings(env: Readonly<Record<string, string | undefined>>): Settings {
  const given = (name: string): string | undefined => env[name]?.trim() || undefined;
  const needed = (name: string, from: string): string => {
    const value = given(name);
    if (value === undefined) throw new Error(`${name} is not set. ${from} (see README.md).`);
    return value;
  };
  return {
    botToken: needed("BOT_TOKEN", "Get a token from @BotFather and put it into the file .env"),
    webhookSecret: needed("WEBHOOK_SECRET", "Make one up and give it to setWebhook as secret_token"),
    redisUrl: needed("REDIS_URL", "It is the address of the Redis that all machines share, redis://127.0.0.1:6379 say"),
    redisPrefix: given("REDIS_PREFIX"),
    port: Number(given("PORT") ?? 8080),
    telegramApiUrl: given("TELEGRAM_API_URL"),
  };
}
