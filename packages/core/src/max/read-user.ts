import type { BotUser } from "../messenger/signal.ts";
import { readUserId } from "../messenger/user-id.ts";
import { isRecord } from "../support/json-record.ts";

/** A person as MAX describes them; undefined without an id. Older servers give one `name` instead of two. */
export function readUser(user: unknown): BotUser | undefined {
  if (!isRecord(user)) return undefined;
  const id = readUserId(user.user_id);
  if (id === undefined) return undefined;
  const { first_name: firstName, last_name: lastName, name, username } = user;
  const read: BotUser = { id, firstName: isName(firstName) ? firstName : isName(name) ? name : "" };
  if (isName(lastName)) read.lastName = lastName;
  if (isName(username)) read.username = username;
  return read;
}

function isName(value: unknown): value is string {
  return typeof value === "string" && value !== "";
}
