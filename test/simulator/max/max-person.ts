import type { ApiCall } from "../../../packages/telegram-simulator/src/bot/call-log.ts";

/** A person as a test names them; the same shape as for Telegram. */
export interface MaxPersonProfile {
  id: number;
  first_name: string;
  last_name?: string;
  username?: string;
}

/** A person's hands in their dialog with one bot. What they do comes back as the number of the update it made. */
export interface MaxPerson {
  readonly profile: MaxPersonProfile;
  readonly hasBlocked: boolean;
  /** Presses START or opens a link with this payload. Who has stopped the bot can be written to again. */
  start(payload?: string): number;
  say(text: string): number;
  /** Presses a button with this payload: of the last message that has it, else of one made up. */
  press(payload: string): number;
  /** Shares their own phone number. */
  sendContact(phoneNumber: string): number;
  /** Stops the bot: every send to this person is refused from now on. */
  block(): number;
  /** MAX tells nobody of it. */
  unblock(): void;
  /** What the bot sent and MAX accepted, oldest first. */
  received(): ApiCall[];
}

/** What a person needs of the bot they talk to. */
export interface MaxPersonPort {
  readonly bot: { id: number; username: string };
  sendUpdate(update: object): number;
  nextMid(): string;
  nowMs(): number;
  /** Makes every send to the person fail; the function it returns lifts that. */
  refuseSends(): () => void;
  received(): ApiCall[];
}

/** The dialog of a person with a bot has an id of its own. */
export function dialogIdOf(userId: number): number {
  return 700_000_000 + userId;
}

export function maxUserOf({ id, first_name, last_name, username }: MaxPersonProfile, isBot = false): object {
  const name = [first_name, last_name].filter(Boolean).join(" ");
  return {
    user_id: id,
    name,
    first_name,
    ...(last_name !== undefined && { last_name }),
    username: username ?? null,
    is_bot: isBot,
    last_activity_time: 0,
  };
}

export function simulateMaxPerson(profile: MaxPersonProfile, port: MaxPersonPort): MaxPerson {
  const user = maxUserOf(profile);
  const botUser = maxUserOf({ id: port.bot.id, first_name: port.bot.username, username: port.bot.username }, true);
  const chat_id = dialogIdOf(profile.id);
  let lift: (() => void) | undefined;
  let presses = 0;

  const update = (update_type: string, content: object): number =>
    port.sendUpdate({ update_type, timestamp: port.nowMs(), ...content });
  const assertNotBlocked = (): void => {
    if (lift !== undefined) throw new Error(`Expected person ${profile.id} to be able to write: start the bot first.`);
  };
  const message = (sender: object, body: object): object => ({
    sender,
    recipient: { chat_id, chat_type: "dialog", user_id: port.bot.id },
    timestamp: port.nowMs(),
    body: { mid: port.nextMid(), seq: port.nowMs(), ...body },
  });
  const write = (body: object): number => {
    assertNotBlocked();
    return update("message_created", { message: message(user, body), user_locale: "ru" });
  };
  const unblock = (): void => {
    lift?.();
    lift = undefined;
  };

  return {
    profile,
    get hasBlocked() {
      return lift !== undefined;
    },
    start(payload = "") {
      unblock();
      return update("bot_started", { chat_id, user, payload: payload === "" ? null : payload, user_locale: "ru" });
    },
    say: (text) => write({ text }),
    press(payload) {
      assertNotBlocked();
      const pressed = port
        .received()
        .map(({ answer }) => (answer?.kind === "reply" && answer.reply.ok ? answer.reply.result : undefined))
        .findLast((sent) => JSON.stringify(sent ?? null).includes(`"payload":${JSON.stringify(payload)}`));
      const under = (pressed as { message?: object } | undefined)?.message ?? message(botUser, { text: "Choose" });
      const callback = { timestamp: port.nowMs(), callback_id: `f9${profile.id}.${++presses}`, payload, user };
      return update("message_callback", { callback, message: under, user_locale: "ru" });
    },
    sendContact(phoneNumber) {
      const vcf_info = `BEGIN:VCARD\r\nVERSION:3.0\r\nTEL;TYPE=cell:${phoneNumber}\r\nFN:${profile.first_name}\r\nEND:VCARD`;
      return write({
        text: null,
        attachments: [{ type: "contact", payload: { vcf_info, max_info: user, hash: "h" } }],
      });
    },
    block() {
      assertNotBlocked();
      lift = port.refuseSends();
      return update("bot_stopped", { chat_id, user, user_locale: "ru" });
    },
    unblock,
    received: () => port.received(),
  };
}
