import type { AutoEvent } from "../../intake/auto-event.ts";
import { isRecord, type JsonRecord } from "../../support/json-record.ts";
import { readPrivateMessage } from "./private-message.ts";

const COMMAND = /^\/(\w+)(?:@\w+)?$/;

/**
 * Reports every command that a person gives the bot in their private chat, except `/start`, as the event `command`
 * with the command's name (without slash and mention, otherwise as it was typed) as a label and as the first
 * parameter. A command that mentions another bot counts too, because an update does not say who this bot is; a
 * forwarded command does not.
 *
 * Source: the Bot API's `MessageEntity` of type `bot_command`.
 */
export function commands(): AutoEvent {
  return (update) => {
    const written = readPrivateMessage(update);
    const command = written === undefined ? undefined : readCommand(written.message);
    // In any case of letters: with `ignoreCase` the tracker takes `/Start` for a start, which must not count twice.
    if (written === undefined || command === undefined || command.toLowerCase() === "start") return [];
    const { userId, date } = written;
    const when = date === undefined ? undefined : { date };
    return [{ kind: "event", userId, event: "command", labels: { command }, params: [command], ...when }];
  };
}

function readCommand({ text, entities }: JsonRecord): string | undefined {
  if (typeof text !== "string" || !Array.isArray(entities)) return undefined;
  const first: unknown = entities[0];
  if (!isRecord(first) || first.type !== "bot_command" || first.offset !== 0) return undefined;
  if (typeof first.length !== "number") return undefined;
  return COMMAND.exec(text.slice(0, first.length))?.[1];
}
