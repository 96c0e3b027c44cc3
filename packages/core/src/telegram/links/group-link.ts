import { StartPayloadError } from "../../errors/start-payload-error.ts";
import { withOwnErrors } from "../../support/with-own-errors.ts";
import { botAddress, checkStartPayload } from "./link-parts.ts";

/** The rights that a link can ask for in a group, in the words of Telegram's links. */
const GROUP_ADMIN_RIGHTS = [
  "change_info",
  "delete_messages",
  "restrict_members",
  "invite_users",
  "pin_messages",
  "manage_topics",
  "promote_members",
  "manage_video_chats",
  "anonymous",
  "manage_chat",
  "post_stories",
  "edit_stories",
  "delete_stories",
] as const;

/** A right that a bot can be given in a group. */
export type GroupAdminRight = (typeof GROUP_ADMIN_RIGHTS)[number];

export interface GroupLinkOptions {
  /** What the bot is told in the group, as `/start@<bot> <payload>`. @default a bare `/start@<bot>` */
  payload?: string | undefined;
  /** Rights that the bot is to have there, which whoever adds it is shown and can take away. @default no administrator */
  admin?: readonly GroupAdminRight[] | undefined;
}

/**
 * The link that lets a person choose a group and add the bot to it: `https://t.me/<bot>?startgroup=<payload>`, with the
 * rights that the bot is to have there as `&admin=<right>+<right>`. `botUsername` may carry its `@`.
 *
 * A bot in a group is nobody's start: nothing is reported to the services for it. Source: Telegram's page on deep links.
 *
 * @throws {StartPayloadError} when the username is none, the payload is not 1 to 64 characters of `A-Za-z0-9_-`, or a
 *   right is none, or one of channels alone.
 *
 * @example
 * groupLink("my_bot", { payload: "team42", admin: ["delete_messages", "pin_messages"] });
 */
export function groupLink(botUsername: string, options: GroupLinkOptions = {}): string {
  const { payload, admin } = withOwnErrors(
    (problem) => new StartPayloadError(`The options of groupLink cannot be used: ${problem}`),
    () => ({ payload: options.payload, admin: [...(options.admin ?? [])] }),
  );
  const address = botAddress(botUsername);
  if (payload !== undefined) checkStartPayload(payload);
  admin.forEach(checkRight);
  const rights = admin.length === 0 ? "" : `&admin=${[...new Set(admin)].join("+")}`;
  return `${address}?startgroup${payload === undefined ? "" : `=${payload}`}${rights}`;
}

function checkRight(right: string, index: number): void {
  if (GROUP_ADMIN_RIGHTS.includes(right as GroupAdminRight)) return;
  const hint = /^(can|is)_/.test(right) ? " Links name rights without the `can_` or `is_` of the Bot API." : "";
  throw new StartPayloadError(
    `Right ${index + 1} of the link is none that a bot can have in a group.${hint} The rights are ` +
      `${GROUP_ADMIN_RIGHTS.join(", ")}.`,
  );
}
