import { findOutboxes, outboxesInUse, outboxesOf } from "../outboxes/outbox-files.ts";
import { readServices } from "../services/read-services.ts";
import type { Settings } from "../settings.ts";
import type { Check } from "./check.ts";
import { checkBot } from "./check-bot.ts";
import { checkClock } from "./check-clock.ts";
import { checkCode } from "./check-code.ts";
import { checkFolder } from "./check-folder.ts";
import { checkNode } from "./check-node.ts";
import { checkOutboxes } from "./check-outboxes.ts";
import { checkProxy } from "./check-proxy.ts";
import { checkRedis } from "./check-redis.ts";
import { checkService } from "./check-service.ts";
import { checkTelegram } from "./check-telegram.ts";
import { checkVariables } from "./check-variables.ts";

/** Everything the doctor found, in reading order. */
export interface Diagnosis {
  checks: Check[];
  /** The number of requests sent, by recipient. */
  requests: Record<string, number>;
}

/**
 * Checks everything that has to be right for a bot's deliveries to arrive, and searches the folder `code` for old calls.
 * Changes nothing.
 */
export async function diagnose(settings: Settings, nowMs: () => number, code?: string): Promise<Diagnosis> {
  // First: a folder that does not exist must cost no request.
  const codeChecks = checkCode(code);
  const { env, folder } = settings;
  const found = readServices(settings);
  const { checks: redisChecks, redis } = await checkRedis(settings);
  try {
    const outboxes = [...findOutboxes(settings), ...(redis?.outboxes ?? [])];
    const [telegram, ...asked] = await Promise.all([
      checkTelegram(settings, found.messengers, nowMs),
      ...found.services.map((service) =>
        checkService(service, outboxesOf(service.messenger, outboxesInUse(outboxes, env)), nowMs),
      ),
    ]);
    const answers = [...asked, telegram];
    const titles = [...found.services.map(({ service }) => service.title), "Telegram"];
    const sent = answers.map(({ requests }, index) => [titles[index] ?? "", requests] as const);
    return {
      checks: [
        ...checkNode(process.versions.node),
        ...checkVariables(settings, found),
        ...checkProxy({ env, execArgv: process.execArgv }),
        ...answers.flatMap(({ checks }) => checks),
        ...checkClock({
          telegramMs: telegram.clockOffsetMs,
          servicesMs: asked.flatMap(({ clockOffsetMs }) => (clockOffsetMs === undefined ? [] : [clockOffsetMs])),
        }),
        ...checkFolder(folder),
        ...redisChecks,
        ...checkBot(settings, outboxes, redis?.everyBot ?? []),
        ...(await checkOutboxes(outboxes, settings.hint)),
        ...codeChecks,
      ],
      requests: Object.fromEntries(sent.filter(([, requests]) => requests > 0)),
    };
  } finally {
    redis?.close();
  }
}
