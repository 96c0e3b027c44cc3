import type { AutoEvent } from "../../intake/auto-event.ts";
import { textOf } from "../dialog-message.ts";
import { dialogMessageOf } from "./dialog-message-of.ts";

/**
 * As long as TGTrack and HowUsedBot show a label in full; a path that somebody pastes is no command. No literal, since
 * V8 builds the tables of its letters already when a bot loads this file.
 */
const COMMAND = "^/([\\p{L}\\p{N}_-]{1,64})(?:@\\S+)?(?=\\s|$)";

/**
 * Reports every command that a person gives a bot in MAX in their dialog with it, except `/start`, as the event
 * `command` with the command's name (without slash and mention, otherwise as it was typed) as a label and as the first
 * parameter. MAX marks no commands, so that one is what begins the text with a slash. A forwarded one does not count.
 */
export function maxCommands(): AutoEvent {
  const pattern = new RegExp(COMMAND, "u");
  return (update) => {
    const written = dialogMessageOf(update);
    const command = written && pattern.exec(textOf(written.message).trimStart())?.[1];
    if (written === undefined || command === undefined || command.toLowerCase() === "start") return [];
    const { userId, date } = written;
    const when = date === undefined ? undefined : { date };
    return [{ kind: "event", userId, event: "command", labels: { command }, params: [command], ...when }];
  };
}
