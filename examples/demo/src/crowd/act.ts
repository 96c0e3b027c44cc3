import type { ApiCall, CallFilter, SimulatedUser } from "@bot-tracker/telegram-simulator";
import type { MaxPerson } from "@bot-tracker/test/max-simulator";
import type { ChatSide, ChatWords } from "./chat-side.ts";
import type { Deed, DoneDeed } from "./deed.ts";

/** How long a bot may take to answer a person. On a busy machine it takes seconds. */
const ANSWER_TIMEOUT_MS = 60_000;

/** How many messages a bot sends in answer to each deed. */
const ANSWERS: Record<Deed["kind"], number> = {
  start: 1,
  talk: 1,
  lesson: 2,
  phone: 1,
  checkout: 1,
  pay: 1,
  block: 0,
};

type Person = SimulatedUser | MaxPerson;

/** Acts for people in their chats with one bot. */
export class Stage {
  readonly #bot: ChatSide;
  readonly #words: ChatWords;
  /** How many messages the bot has sent or still has to send, by person. */
  readonly #due = new Map<number, number>();
  #checkOuts = 0;

  constructor(bot: ChatSide, words: ChatWords) {
    this.#bot = bot;
    this.#words = words;
  }

  /**
   * Does it, once the bot has sent what it takes: the button to press, the invoice to pay.
   *
   * @throws {Error} the bot did not send it
   */
  async act(user: Person, deed: Deed): Promise<DoneDeed> {
    const userId = String(user.profile.id);
    const due = this.#due.get(user.profile.id) ?? 0;
    this.#due.set(user.profile.id, due + ANSWERS[deed.kind]);
    switch (deed.kind) {
      case "start":
        user.start(deed.code);
        break;
      case "talk":
        user.say(deed.text);
        break;
      case "lesson":
        await this.#sent(user, "the lesson's button", this.#words.button("lesson:1"));
        user.press("lesson:1");
        break;
      case "phone":
        await this.#sent(user, "the question for their phone", this.#words.phoneButton);
        user.sendContact(deed.number);
        break;
      case "checkout":
        await this.#sent(user, "the offer", this.#words.button("buy"));
        user.press("buy");
        break;
      case "pay":
        return { userId, deed: { kind: "pay", ...(await this.#pay(user)) } };
      case "block":
        // A bot that is blocked in the middle of its answer logs an error: rightly so, but not what the demo shows.
        await this.#answer(
          user,
          "all its answers",
          (call) => isMessageTo(user, call) && call.answer !== undefined,
          due,
        );
        user.block();
        break;
    }
    return { userId, deed };
  }

  async #pay(user: Person): Promise<{ currency: string; totalAmount: number }> {
    if (!("checkOut" in user)) throw new Error("Nobody pays a bot in MAX: the plan is wrong.");
    const invoice = await this.#sent(user, "an invoice", '"currency":');
    const { currency, prices, payload } = invoice.params;
    const amounts = Array.isArray(prices) ? prices.map(({ amount }: { amount: number }) => Number(amount)) : [];
    const total_amount = amounts.reduce((sum, amount) => sum + amount, 0);
    const payment = { currency: String(currency), total_amount, payload: String(payload) };
    user.checkOut(payment);
    this.#checkOuts += 1;
    // Every question gets one answer, so the n-th answer cannot exist before n questions were asked.
    const { params } = await this.#answer(user, "an answer to the checkout", "answerPreCheckoutQuery", this.#checkOuts);
    if (String(params.ok) !== "true") throw new Error(`The bot refused the payment of person ${user.profile.id}.`);
    user.pay(payment);
    return { currency: payment.currency, totalAmount: total_amount };
  }

  /** The message to this person that has this text somewhere in it. */
  #sent(user: Person, what: string, text: string): Promise<ApiCall> {
    const has = (call: ApiCall): boolean => isMessageTo(user, call) && JSON.stringify(call.params).includes(text);
    return this.#answer(user, what, has, 1);
  }

  async #answer({ profile }: Person, what: string, filter: CallFilter, count: number): Promise<ApiCall> {
    try {
      return await this.#bot.waitForCall(filter, { count, timeoutMs: ANSWER_TIMEOUT_MS });
    } catch (cause) {
      const { username } = this.#bot;
      const seconds = ANSWER_TIMEOUT_MS / 1_000;
      throw new Error(`@${username} did not send person ${profile.id} ${what} within ${seconds} s.`, { cause });
    }
  }
}

function isMessageTo({ profile }: Person, call: ApiCall): boolean {
  return call.chatId === profile.id;
}
