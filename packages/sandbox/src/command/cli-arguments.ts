import { parseArgs } from "node:util";
import type { SandboxOptions } from "../options/sandbox-options.ts";
import { isLoopback } from "../support/is-loopback.ts";

export const USAGE = `bot-tracker-sandbox: TGTrack, HowUsedBot and a Telegram on your own machine

Usage: bot-tracker-sandbox [options]

  --port <number>             port to listen on, 0 for any free one (default 8790)
  --telegram-port <number>    port of the Telegram that the page's chat writes to a bot with
                              (default: the one after --port)
  --telegram, --no-telegram   start it or not (default: only if no other machine
                              reaches it, since it asks for no password)
  --host <address>            address to listen on (default 127.0.0.1); anything but
                              loopback needs a password
  --allow-host <name>         another name by which bots and the page call this
                              sandbox, such as that of a compose service; repeatable
  --password <text>           password for the page and /api (any user name), at least
                              8 characters; generated and printed if needed and not
                              given. Others on the machine can read a command line:
                              rather set BOT_TRACKER_SANDBOX_PASSWORD
  --key <key>                 accept only this key and "sandbox", and refuse others
                              with 401; repeatable (default: accept every key). With a
                              password, "sandbox" too has to be given
  --accept-any-key            accept every key, even with --key
  --limits <mode>             fixed, sliding or none (default fixed)
  --retry-after               send Retry-After with a 429
  --http-status-always-200    answer errors with HTTP 200 and the code in the body only
  --integration <level>       minimal, limited or full: methods of a higher level
                              are answered with 403 (default full)
  --strict-user-ids           refuse numeric ids where a string is documented
  --repeats <mode>            warn or conflict (409) for repeated updates (default warn)
  --absent-method <name>      answer this method with 404; repeatable
  --file <path>               keep everything in this SQLite file, without keys
                              (default: in memory, gone on exit)
  --max-megabytes <number>    delete the oldest beyond this, 32 to 65536 (default 512)
  --max-age-days <number>     delete anything older, 0.001 to 3650 (default 30)
  --log, --no-log             print each request (default: only in a terminal, not
                              to a file or a pipe)
  --help                      print this
`;

const DAY_MS = 86_400_000;

/** What the command line asks for. `mistake` says in a sentence what is wrong with it. */
export type CliRequest =
  | { kind: "help" }
  | { kind: "run"; options: SandboxOptions; logRequests: boolean }
  | { kind: "mistake"; message: string };

export function readCliArguments(
  args: readonly string[],
  inTerminal: boolean,
  variables: Readonly<Record<string, string | undefined>>,
): CliRequest {
  try {
    const { values } = parseArgs({
      args: [...args],
      allowNegative: true,
      options: {
        port: { type: "string", default: "8790" },
        telegram: { type: "boolean" },
        "telegram-port": { type: "string" },
        host: { type: "string", default: "127.0.0.1" },
        "allow-host": { type: "string", multiple: true, default: [] },
        password: { type: "string" },
        key: { type: "string", multiple: true, default: [] },
        "accept-any-key": { type: "boolean" },
        limits: { type: "string", default: "fixed" },
        "retry-after": { type: "boolean", default: false },
        "http-status-always-200": { type: "boolean", default: false },
        "strict-user-ids": { type: "boolean", default: false },
        repeats: { type: "string", default: "warn" },
        "absent-method": { type: "string", multiple: true, default: [] },
        integration: { type: "string", default: "full" },
        file: { type: "string" },
        "max-megabytes": { type: "string", default: "512" },
        "max-age-days": { type: "string", default: "30" },
        log: { type: "boolean", default: inTerminal },
        help: { type: "boolean", default: false },
      },
    });
    if (values.help) return { kind: "help" };
    if (!/^\d{1,5}$/.test(values.port)) return mistake("--port", "a number from 0 to 65535", values.port);
    const port = Number(values.port);
    const telegramPort = values["telegram-port"] ?? (port === 0 ? "0" : String(port + 1));
    // It posts to whatever webhook it is told, so nobody is to open it to others without having thought of it.
    const hasTelegram = values.telegram ?? (values["telegram-port"] !== undefined || isLoopback(values.host));
    // A port that cannot be one is said of by the sandbox, by its own name.
    if (port <= 65_535 && hasTelegram && (!/^\d{1,5}$/.test(telegramPort) || Number(telegramPort) > 65_535)) {
      return mistake("--telegram-port", "a number from 0 to 65535", telegramPort);
    }
    const { limits, repeats, integration, file, "max-age-days": maxAgeDays, "max-megabytes": megabytes } = values;
    // Set to nothing counts as not set, as a compose file has it.
    const password = values.password ?? (variables.BOT_TRACKER_SANDBOX_PASSWORD || undefined);
    if (!/^\d{2,5}$/.test(megabytes) || Number(megabytes) < 32 || Number(megabytes) > 65_536) {
      return mistake("--max-megabytes", "a whole number from 32 to 65536", megabytes);
    }
    if (!/^\d{1,4}(\.\d{1,9})?$/.test(maxAgeDays) || Number(maxAgeDays) < 0.001 || Number(maxAgeDays) > 3_650) {
      return mistake("--max-age-days", "a number of days from 0.001 to 3650", maxAgeDays);
    }
    if (limits !== "fixed" && limits !== "sliding" && limits !== "none") {
      return mistake("--limits", "fixed, sliding or none", limits);
    }
    if (repeats !== "warn" && repeats !== "conflict") return mistake("--repeats", "warn or conflict", repeats);
    if (integration !== "minimal" && integration !== "limited" && integration !== "full") {
      return mistake("--integration", "minimal, limited or full", integration);
    }
    const options: SandboxOptions = {
      port,
      telegram: hasTelegram && { port: Number(telegramPort) },
      host: values.host,
      allowedHosts: values["allow-host"],
      ...(password !== undefined && { password }),
      keys: values.key,
      // A bot under test has its real key, and should need only the one variable that names the sandbox.
      acceptAnyKey: values["accept-any-key"] ?? values.key.length === 0,
      limits,
      retryAfter: values["retry-after"],
      errorStatus: values["http-status-always-200"] ? "always-200" : "code",
      integration,
      strictUserIds: values["strict-user-ids"],
      repeats,
      absentMethods: values["absent-method"],
      ...(file !== undefined && { file }),
      maxBytes: Number(megabytes) * 1024 * 1024,
      maxAgeMs: Math.ceil(Number(maxAgeDays) * DAY_MS),
    };
    return { kind: "run", options, logRequests: values.log };
  } catch (error) {
    return { kind: "mistake", message: error instanceof Error ? error.message : String(error) };
  }
}

function mistake(option: string, wanted: string, came: string): CliRequest {
  return { kind: "mistake", message: `${option} must be ${wanted}, not ${came}.` };
}
