import { once } from "node:events";
import { plainScreen, terminalScreen } from "@bot-tracker/example-demo/screen";
import { startSandbox } from "@bot-tracker/sandbox";
import { hasRedisServer, type RedisServer, startRedisServer } from "@bot-tracker/test/redis-server";
import { machineTable, serviceTable } from "./report.ts";
import { type FleetResult, runFleet } from "./run-fleet.ts";

const PEOPLE = 120;
const ARRIVALS_MS = 24_000;
const REDIS_AWAY_MS = 3_000;
const DRAIN_TIMEOUT_MS = 120_000;
const LOG_EVERY_MS = 5_000;
const NO_REDIS = `This example needs Redis, and there is no redis-server here. Install one:
  Debian, Ubuntu:  apt-get install redis-server
  macOS:           brew install redis
or set REDIS_URL to one that runs elsewhere, which is then not stopped:
  docker run --rm -p 6379:6379 redis:7 --appendonly yes --maxmemory-policy noeviction
  REDIS_URL=redis://127.0.0.1:6379 npx -y pnpm@12 --filter @bot-tracker/example-webhook-many-processes start`;

const inTerminal = process.stdout.isTTY;
/** Somebody at a terminal will want to look at the page; behind a pipe there is nobody, unless --stay says so. */
const staysOpen = inTerminal || process.argv.includes("--stay");
const screen = inTerminal ? terminalScreen(process.stdout) : plainScreen(process.stdout, LOG_EVERY_MS, Date.now);
const interrupted = new AbortController();
// SIGHUP: the terminal was closed.
for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) {
  process.once(signal, () => interrupted.abort(new Error(`Stopped by ${signal}.`)));
}
process.exitCode = await main(interrupted.signal);

/** @returns the exit code */
async function main(signal: AbortSignal): Promise<number> {
  const givenUrl = process.env["REDIS_URL"]?.trim();
  if (!givenUrl && !hasRedisServer()) {
    screen.print(NO_REDIS);
    return 1;
  }
  const ownRedis = givenUrl ? undefined : await startRedisServer();
  try {
    return await play(givenUrl || undefined, ownRedis, signal);
  } finally {
    await ownRedis?.close();
  }
}

async function play(
  givenUrl: string | undefined,
  ownRedis: RedisServer | undefined,
  signal: AbortSignal,
): Promise<number> {
  const redisUrl = givenUrl ?? ownRedis?.url ?? "";
  await using sandbox = await startSandbox({ links: [{ code: "PJfleet", name: "Реклама в канале" }] });
  screen.print(
    `A bot in three processes, Redis, a simulated Telegram, and both services with their real limits: ${sandbox.url}\n` +
      "It takes about a minute: TGTrack accepts 3 requests per second from a bot.",
  );
  try {
    const result = await runFleet({
      sandbox,
      redisUrl,
      ownRedis,
      screen,
      signal,
      people: PEOPLE,
      arrivalsMs: ARRIVALS_MS,
      redisAwayMs: REDIS_AWAY_MS,
      drainTimeoutMs: DRAIN_TIMEOUT_MS,
    });
    screen.print(closingWords(result));
    if (staysOpen) {
      screen.print(`\nWhat the services received is at ${sandbox.url}/ until you press Ctrl-C.`);
      if (!signal.aborted) await once(signal, "abort");
    } else {
      screen.print(`\nThe services were at ${sandbox.url}. With --stay they stay up until Ctrl-C.`);
    }
    return result.problems.length === 0 ? 0 : 1;
  } catch (error) {
    screen.print(`\nThe example did not finish. ${error instanceof Error ? error.message : String(error)}`);
    return signal.aborted ? 130 : 1;
  }
}

function closingWords({ machines, services, redelivered, problems, outputs }: FleetResult): string {
  const said = outputs.map(({ title, text }) => `\nWhat ${title} wrote:\n${text}`);
  const verdict =
    problems.length === 0
      ? "Every start arrived, whatever was killed and stopped."
      : `Not everything is right:\n${problems.map((problem) => `- ${problem}`).join("\n")}`;
  return [
    "\nWhat each process did\n",
    machineTable(machines),
    `\nUpdates given to a second process because the first did not answer: ${redelivered}.`,
    "\nWhat the services received\n",
    serviceTable(services),
    ...said,
    `\n${verdict}`,
  ].join("\n");
}
