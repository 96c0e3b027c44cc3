import { readFileSync } from "node:fs";
import type { MaybePromise } from "@bot-tracker/core";
import { type Command, InvalidArgumentError } from "commander";
import { CliError, type ExitCode } from "../cli-error.ts";
import type { CommandContext } from "../cli-ports.ts";
import { addCommonOptions, type CommonOptions, toSettings } from "../common-options.ts";
import { expectDestination, type FoundLetter, findLetters, letterWithId } from "../dead/find-letters.ts";
import { renderLetter, renderLetters } from "../dead/render-letters.ts";
import { withOutbox } from "../outboxes/bot-outbox.ts";
import { withOutboxes } from "../outboxes/with-outboxes.ts";
import { printJson, printText } from "../print.ts";
import type { Settings } from "../settings.ts";

interface ListOptions extends CommonOptions {
  limit: number;
  destination?: string;
}

/** A letter, and how to print it. */
type Found = FoundLetter & Pick<Settings, "json">;

interface RetryOptions extends CommonOptions {
  body?: string;
}

const DEFAULT_LIMIT = 100;

/** What the services permanently rejected: to inspect, to fix and send again, or to drop. */
export function addDead(program: Command, { ports, action }: CommandContext): void {
  const dead = program.command("dead").description("Dead letters: what a service permanently rejected, and why.");
  /** Runs `task` on the letter while its outbox can be opened. */
  const onLetter = async (
    id: string,
    options: CommonOptions,
    task: (found: Found) => MaybePromise<void>,
  ): Promise<ExitCode> => {
    const settings = toSettings(options, ports);
    await withOutboxes(settings, async (outboxes) => task({ ...(await letterWithId(outboxes, id)), ...settings }));
    return 0;
  };
  const report = (json: boolean, done: object, text: string): void =>
    json ? printJson(ports, done) : printText(ports, text);

  addCommonOptions(dead.command("list"))
    .description("List the dead letters, oldest first.")
    .option("--destination <name>", "only those for this destination")
    .option("--limit <number>", "at most this many per bot", readLimit, DEFAULT_LIMIT)
    .action(
      action(async (options: ListOptions): Promise<ExitCode> => {
        const settings = toSettings(options, ports);
        const { limit, destination } = options;
        const filter = { limit, ...(destination !== undefined && { destination }) };
        const letters = await withOutboxes(settings, async (outboxes) => {
          if (destination !== undefined) await expectDestination(outboxes, destination);
          return findLetters(outboxes, filter);
        });
        report(settings.json, { letters: letters.map(toJson) }, renderLetters(letters, limit));
        return 0;
      }),
    );

  addCommonOptions(dead.command("show <id>"))
    .description("Show a dead letter in full: what was to be sent, and why it was rejected.")
    .action(
      action((id: string, options: CommonOptions) =>
        onLetter(id, options, (found) => report(found.json, toJson(found), renderLetter(found))),
      ),
    );

  addCommonOptions(dead.command("retry <id>"))
    .description("Send a dead letter again. A running bot does so within a second, a stopped one when it starts.")
    .option("--body <file>", "send the contents of this file instead: a JSON object; - reads standard input")
    .action(
      action((id: string, options: RetryOptions) => {
        const body = options.body === undefined ? undefined : readBody(options.body);
        return onLetter(id, options, async ({ outbox, json }) => {
          if (!(await withOutbox(outbox, (opened) => opened.retryDead(id, ports.nowMs(), body)))) throw gone(id);
          report(json, { id, retried: true }, `Dead letter ${id} is queued to be sent again.`);
        });
      }),
    );

  addCommonOptions(dead.command("drop <id>"))
    .description("Drop a dead letter. It is counted as purged.")
    .action(
      action((id: string, options: CommonOptions) =>
        onLetter(id, options, async ({ outbox, json }) => {
          if (!(await withOutbox(outbox, (opened) => opened.dropDead(id)))) throw gone(id);
          report(json, { id, dropped: true }, `Dead letter ${id} was dropped.`);
        }),
      ),
    );
}

function toJson({ outbox, letter }: FoundLetter): object {
  const { bot, sandbox, place } = outbox;
  return { bot, sandbox, ...(place.kind === "redis" && { redis: place.address }), ...letter };
}

function readLimit(text: string): number {
  const limit = Number(text);
  if (!Number.isSafeInteger(limit) || limit < 1) throw new InvalidArgumentError("It must be a positive integer.");
  return limit;
}

/** @throws {CliError} it cannot be read, or no service would accept it */
function readBody(path: string): string {
  let body: string;
  try {
    body = readFileSync(path === "-" ? 0 : path, "utf8").trim();
  } catch (error) {
    throw new CliError(`--body ${path} cannot be read (${(error as NodeJS.ErrnoException).code ?? "unknown"}).`, 2);
  }
  if (isJsonObject(body)) return body;
  throw new CliError(`--body ${path} must contain a JSON object. The letter is unchanged.`, 2);
}

function isJsonObject(text: string): boolean {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === "object" && value !== null && !Array.isArray(value);
  } catch {
    return false;
  }
}

/** Somebody else was faster, such as the bot itself. */
function gone(id: string): CliError {
  return new CliError(`Dead letter ${id} is gone: it has been sent again or dropped in the meantime.`);
}
