import { type BotProfile, privateChat, type TelegramUser } from "../api/profiles.ts";
import type { ApiCall } from "../bot/call-log.ts";

/** An amount in the smallest units of its currency, as in Telegram's SuccessfulPayment. */
export interface Payment {
  currency: string;
  total_amount: number;
  /** What the bot put into its invoice. */
  payload: string;
}

/** A person's hands in their private chat with one bot. What they do comes back as the id of the update it made. */
export interface SimulatedUser {
  readonly profile: TelegramUser;
  readonly hasBlocked: boolean;
  /** Presses START, or opens a deep link with this payload. Who has blocked the bot unblocks it first, as apps do. */
  start(payload?: string): number;
  say(text: string): number;
  /** Presses a button with this callback data: of the last message that has it, else of one made up. */
  press(data: string): number;
  /** Shares their own phone number. */
  sendContact(phoneNumber: string): number;
  /** Presses the pay button: the bot has to answer the `pre_checkout_query`. */
  checkOut(payment: Payment): number;
  /** The payment went through: a message with `successful_payment`. */
  pay(payment: Payment): number;
  /** Blocks the bot: every send to this person answers 403 from now on. */
  block(): number;
  unblock(): number;
  /** What the bot sent and Telegram accepted, oldest first. */
  received(): ApiCall[];
}

/** What a person needs of the bot they talk to. */
export interface UserPort {
  readonly bot: BotProfile;
  sendUpdate(content: object): number;
  nextMessageId(): number;
  nowSeconds(): number;
  /** Makes every send to the person fail with 403; the function it returns lifts that. */
  refuseSends(): () => void;
  received(): ApiCall[];
}

export function simulateUser(profile: TelegramUser, port: UserPort): SimulatedUser {
  const { id, ...names } = profile;
  const from = { id, is_bot: false, ...names };
  const chat = privateChat(profile);
  const bot = { id: port.bot.id, is_bot: true, first_name: port.bot.first_name, username: port.bot.username };
  let liftBlock: (() => void) | undefined;
  let queryCount = 0;

  const message = (content: object): number => {
    assertNotBlocked();
    const frame = { message_id: port.nextMessageId(), from, chat, date: port.nowSeconds() };
    return port.sendUpdate({ message: { ...frame, ...content } });
  };
  const assertNotBlocked = (): void => {
    if (liftBlock === undefined) return;
    throw new Error(
      `Expected user ${profile.id} to be able to write, and they have blocked the bot. Unblock it first.`,
    );
  };
  const queryId = (): string => String(BigInt(profile.id) * 4_294_967_296n + BigInt(++queryCount));
  const membership = (oldStatus: "member" | "kicked", newStatus: "member" | "kicked"): number => {
    const member = (status: string) => ({ user: bot, status, ...(status === "kicked" && { until_date: 0 }) });
    return port.sendUpdate({
      my_chat_member: {
        chat,
        from,
        date: port.nowSeconds(),
        old_chat_member: member(oldStatus),
        new_chat_member: member(newStatus),
      },
    });
  };

  const unblock = (): number => {
    if (liftBlock === undefined) {
      throw new Error(`Expected user ${profile.id} to have blocked the bot before unblocking it, and they had not.`);
    }
    liftBlock();
    liftBlock = undefined;
    return membership("kicked", "member");
  };

  return {
    profile,
    get hasBlocked() {
      return liftBlock !== undefined;
    },
    start(payload = "") {
      if (liftBlock !== undefined) unblock();
      return message(textContent(payload === "" ? "/start" : `/start ${payload}`));
    },
    say: (text) => message(textContent(text)),
    press(data) {
      assertNotBlocked();
      const pressed = port
        .received()
        .map(messageOf)
        .findLast(
          (sent) => sent !== undefined && JSON.stringify(sent).includes(`"callback_data":${JSON.stringify(data)}`),
        );
      const madeUp = () => ({
        message_id: port.nextMessageId(),
        from: bot,
        chat,
        date: port.nowSeconds(),
        text: "Choose",
      });
      const query = { id: queryId(), from, message: pressed ?? madeUp(), chat_instance: `-${profile.id}`, data };
      return port.sendUpdate({ callback_query: query });
    },
    sendContact(phoneNumber) {
      const { id: user_id, first_name, last_name } = profile;
      const name = { first_name, ...(last_name !== undefined && { last_name }) };
      return message({ contact: { phone_number: phoneNumber, ...name, user_id } });
    },
    checkOut({ currency, total_amount, payload: invoice_payload }) {
      assertNotBlocked();
      return port.sendUpdate({ pre_checkout_query: { id: queryId(), from, currency, total_amount, invoice_payload } });
    },
    pay: ({ currency, total_amount, payload: invoice_payload }) =>
      message({
        successful_payment: {
          currency,
          total_amount,
          invoice_payload,
          telegram_payment_charge_id: `${port.bot.id}_${queryId()}`,
          provider_payment_charge_id: currency === "XTR" ? "" : `pay-${queryId()}`,
        },
      }),
    block() {
      assertNotBlocked();
      liftBlock = port.refuseSends();
      return membership("member", "kicked");
    },
    unblock,
    received: () => port.received(),
  };
}

function textContent(text: string): object {
  const command = /^\/[a-z0-9_]{1,32}(@[a-z0-9_]+)?/i.exec(text)?.[0];
  if (command === undefined) return { text };
  return { text, entities: [{ offset: 0, length: command.length, type: "bot_command" }] };
}

function messageOf(call: ApiCall): unknown {
  return call.answer?.kind === "reply" && call.answer.reply.ok ? call.answer.reply.result : undefined;
}
