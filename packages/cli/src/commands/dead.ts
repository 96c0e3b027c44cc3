import { readFileSync } from "node:fs";
import type { MaybePromise } from "@bot-tracker/core";
import { type Command, InvalidArgumentError } from "commander";
import { CliError, type ExitCode } from "../cli-error.ts";
import type { CommandContext } from "../cli-ports.ts";
import { addCommonOptions, type CommonOptions, type Settings, toSettings } from "../common-options.ts";
import { type FoundLetter, findLetters, letterWithId } from "../dead/find-letters.ts";
import { renderLetter, renderLetters } from "../dead/render-letters.ts";
import { withOutbox } from "../outboxes/bot-outbox.ts";
import { withOutboxes } from "../outboxes/with-outboxes.ts";
import { printJson, printText } from "../print.ts";

interface ListOptions extends CommonOptions {
  limit: number;
  destination?: string;
}

/** A letter, and how to print. */
type Found = FoundLetter & Pick<Settings, "json">;

interface RetryOptions extends CommonOptions {
  body?: string;
}

const DEFAULT_LIMIT = 100;

/** What the services refused for good: to look at, to mend and send again, or to forget. */
export function addDead(program: Command, { ports, action }: CommandContext): void {
  const dead = program.command("dead").description("Dead letters: what a service refused for good, with its reason.");
  /** Does `task` to the letter while its outbox can be opened. */
  const onLetter = async (
    id: string,
    options: CommonOptions,
    task: (found: Found) => MaybePromise<void>,
  ): Promise<ExitCode> => {
    const settings = toSettings(options, ports.env);
    await withOutboxes(settings, async (outboxes) => task({ ...(await letterWithId(outboxes, id)), ...settings }));
    return 0;
  };
  const report = (json: boolean, done: object, text: string): void =>
    json ? printJson(ports, done) : printText(ports, text);

  addCommonOptions(dead.command("list"))
    .description("List the dead letters, oldest first.")
    .option("--destination <name>", "only those of this destination")
    .option("--limit <number>", "at most so many of each bot", readLimit, DEFAULT_LIMIT)
    .action(
      action(async (options: ListOptions): Promise<ExitCode> => {
        const settings = toSettings(options, ports.env);
        const { limit, destination } = options;
        const filter = { limit, ...(destination !== undefined && { destination }) };
        const letters = await withOutboxes(settings, (outboxes) => findLetters(outboxes, filter));
        report(settings.json, { letters: letters.map(toJson) }, renderLetters(letters, limit));
        return 0;
      }),
    );

  addCommonOptions(dead.command("show <id>"))
    .description("Show a dead letter whole: what was to be sent, and why it was refused.")
    .action(
      action((id: string, options: CommonOptions) =>
        onLetter(id, options, (found) => report(found.json, toJson(found), renderLetter(found))),
      ),
    );

  addCommonOptions(dead.command("retry <id>"))
    .description("Send a dead letter again. A running bot does so within a second, any other when it starts.")
    .option("--body <file>", "send what is in this file instead: the JSON text of an object; - reads standard input")
    .action(
      action((id: string, options: RetryOptions) => {
        const body = options.body === undefined ? undefined : readBody(options.body);
        return onLetter(id, options, async ({ outbox, json }) => {
          if (!(await withOutbox(outbox, (opened) => opened.retryDead(id, ports.nowMs(), body)))) throw gone(id);
          report(json, { id, retried: true }, `Dead letter ${id} waits to be sent again.`);
        });
      }),
    );

  addCommonOptions(dead.command("drop <id>"))
    .description("Forget a dead letter. It is counted as purged.")
    .action(
      action((id: string, options: CommonOptions) =>
        onLetter(id, options, async ({ outbox, json }) => {
          if (!(await withOutbox(outbox, (opened) => opened.dropDead(id, ports.nowMs())))) throw gone(id);
          report(json, { id, dropped: true }, `Dead letter ${id} is forgotten.`);
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
  if (!Number.isSafeInteger(limit) || limit < 1) throw new InvalidArgumentError("It must be a whole number from 1.");
  return limit;
}

/** @throws {CliError} it cannot be read, or no service could take it */
function readBody(path: string): string {
  let body: string;
  try {
    body = readFileSync(path === "-" ? 0 : path, "utf8").trim();
  } catch (error) {
    throw new CliError(`--body ${path} cannot be read (${(error as NodeJS.ErrnoException).code ?? "unknown"}).`, 2);
  }
  if (isJsonObject(body)) return body;
  throw new CliError(`--body ${path} must hold the JSON text of an object. The letter stays as it was.`, 2);
}

function isJsonObject(text: string): boolean {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === "object" && value !== null && !Array.isArray(value);
  } catch {
    return false;
  }
}

/** Somebody else was faster. */
function gone(id: string): CliError {
  return new CliError(`Dead letter ${id} is gone: it was sent again or forgotten meanwhile.`);
}
