/** What a process reads from its environment; the tracker reads its own variables. */
export interface Settings {
  botToken: string;
  /** What Telegram sends with every update, so that nobody else can send made-up ones. */
  webhookSecret: string;
  redisUrl: string;
  /** The prefix of the keys in Redis. */
  redisPrefix: string | undefined;
  /** 0: any free port. */
  port: number;
  /** Another Bot API server instead of Telegram's own. */
  telegramApiUrl: string | undefined;
}

/** @throws {Error} something is missing; the message says where to get it */
export function readSettings(env: Readonly<Record<string, string | undefined>>): Settings {
  const given = (name: string): string | undefined => env[name]?.trim() || undefined;
  const needed = (name: string, from: string): string => {
    const value = given(name);
    if (value === undefined) throw new Error(`${name} is not set. ${from} (see README.md).`);
    return value;
  };
  return {
    botToken: needed("BOT_TOKEN", "Get a token from @BotFather and put it into .env"),
    webhookSecret: needed("WEBHOOK_SECRET", "Make one up and give it to setWebhook as secret_token"),
    redisUrl: needed("REDIS_URL", "It is the address of the Redis that all machines share"),
    redisPrefix: given("REDIS_PREFIX"),
    port: Number(given("PORT") ?? 8080),
    telegramApiUrl: given("TELEGRAM_API_URL"),
  };
}
