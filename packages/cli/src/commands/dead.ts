import { readFileSync } from "node:fs";
import { type Command, InvalidArgumentError } from "commander";
import { CliError } from "../cli-error.ts";
import type { CommandContext } from "../cli-world.ts";
import { addCommonOptions, type CommonOptions, toSettings } from "../common-options.ts";
import { type FoundLetter, findLetters, letterWithId } from "../dead/find-letters.ts";
import { renderLetter, renderLetters } from "../dead/render-letters.ts";
import { expectOutboxes, withOutbox } from "../outboxes/outbox-files.ts";
import { printJson, printText } from "../print.ts";

interface ListOptions extends CommonOptions {
  limit: number;
  destination?: string;
}

interface RetryOptions extends CommonOptions {
  body?: string;
}

const DEFAULT_LIMIT = 100;

/** What the services refused for good: to look at, to mend and send again, or to forget. */
export function addDead(program: Command, { world, action }: CommandContext): void {
  const dead = program.command("dead").description("Dead letters: what a service refused for good, with its reason.");
  const find = (id: string, options: CommonOptions) => {
    const settings = toSettings(options, world.env);
    return { settings, letter: letterWithId(expectOutboxes(settings), id) };
  };
  const report = (json: boolean, done: object, text: string): void =>
    json ? printJson(world, done) : printText(world, text);

  addCommonOptions(dead.command("list"))
    .description("List the dead letters, oldest first.")
    .option("--destination <name>", "only those of this destination")
    .option("--limit <number>", "at most so many of each bot", readLimit, DEFAULT_LIMIT)
    .action(
      action((options: ListOptions) => {
        const settings = toSettings(options, world.env);
        const { limit, destination } = options;
        const filter = { limit, ...(destination !== undefined && { destination }) };
        const letters = findLetters(expectOutboxes(settings), filter);
        report(settings.json, { letters: letters.map(toJson) }, renderLetters(letters, limit));
        return 0;
      }),
    );

  addCommonOptions(dead.command("show <id>"))
    .description("Show a dead letter whole: what was to be sent, and why it was refused.")
    .action(
      action((id: string, options: CommonOptions) => {
        const { settings, letter } = find(id, options);
        report(settings.json, toJson(letter), renderLetter(letter));
        return 0;
      }),
    );

  addCommonOptions(dead.command("retry <id>"))
    .description("Send a dead letter again. A running bot does so within a second, any other when it starts.")
    .option("--body <file>", "send what is in this file instead: the JSON text of an object; - reads standard input")
    .action(
      action((id: string, options: RetryOptions) => {
        const body = options.body === undefined ? undefined : readBody(options.body);
        const { settings, letter } = find(id, options);
        const done = withOutbox(letter.outbox, (file) => file.retryDead(letter.letter.id, world.nowMs(), body));
        if (!done) throw gone(id);
        report(settings.json, { id, retried: true }, `Dead letter ${id} waits to be sent again.`);
        return 0;
      }),
    );

  addCommonOptions(dead.command("drop <id>"))
    .description("Forget a dead letter. It is counted as purged.")
    .action(
      action((id: string, options: CommonOptions) => {
        const { settings, letter } = find(id, options);
        if (!withOutbox(letter.outbox, (file) => file.dropDead(letter.letter.id, world.nowMs()))) throw gone(id);
        report(settings.json, { id, dropped: true }, `Dead letter ${id} is forgotten.`);
        return 0;
      }),
    );
}

function toJson({ outbox, letter }: FoundLetter): object {
  return { bot: outbox.bot, sandbox: outbox.sandbox, ...letter };
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
