import type { ApiCall, BotHandle, SimulatedUser } from "@bot-tracker/test/simulator";
import type { Deed, DoneDeed } from "./deed.ts";

/** How long a bot may take to answer a person. */
const ANSWER_TIMEOUT_MS = 10_000;

/** Everybody's hands in their chats with one bot. */
export class Stage {
  readonly #bot: BotHandle;
  #checkOuts = 0;

  constructor(bot: BotHandle) {
    this.#bot = bot;
  }

  /**
   * Does it, once the bot has sent what it takes: the button to press, the invoice to pay.
   *
   * @throws {Error} the bot did not send it
   */
  async act(user: SimulatedUser, deed: Deed): Promise<DoneDeed> {
    const userId = String(user.profile.id);
    switch (deed.kind) {
      case "start":
        user.start(deed.code);
        break;
      case "talk":
        user.say(deed.text);
        break;
      case "lesson":
        await this.#sent(user, "the lesson's button", '"callback_data":"lesson:1"');
        user.press("lesson:1");
        break;
      case "phone":
        await this.#sent(user, "the question for their phone", '"request_contact":true');
        user.sendContact(deed.number);
        break;
      case "checkout":
        await this.#sent(user, "the offer", '"callback_data":"buy"');
        user.press("buy");
        break;
      case "pay":
        return { userId, deed: { kind: "pay", ...(await this.#pay(user)) } };
      case "block":
        user.block();
        break;
    }
    return { userId, deed };
  }

  async #pay(user: SimulatedUser): Promise<{ currency: string; totalAmount: number }> {
    const invoice = await this.#sent(user, "an invoice", '"currency":');
    const { currency, prices, payload } = invoice.params;
    const amounts = Array.isArray(prices) ? prices.map(({ amount }: { amount: number }) => Number(amount)) : [];
    const total_amount = amounts.reduce((sum, amount) => sum + amount, 0);
    const payment = { currency: String(currency), total_amount, payload: String(payload) };
    user.checkOut(payment);
    this.#checkOuts += 1;
    // Every question has one answer, so the n-th answer cannot be there before n questions were asked.
    const { params } = await this.#answer(user, "an answer to the checkout", "answerPreCheckoutQuery", this.#checkOuts);
    if (String(params.ok) !== "true") throw new Error(`The bot refused the payment of person ${user.profile.id}.`);
    user.pay(payment);
    return { currency: payment.currency, totalAmount: total_amount };
  }

  /** The message to this person that has this text somewhere in it. */
  #sent(user: SimulatedUser, what: string, text: string): Promise<ApiCall> {
    const { id } = user.profile;
    return this.#answer(user, what, (call) => call.chatId === id && JSON.stringify(call.params).includes(text), 1);
  }

  async #answer(
    { profile }: SimulatedUser,
    what: string,
    filter: Parameters<BotHandle["waitForCall"]>[0],
    count: number,
  ): Promise<ApiCall> {
    try {
      return await this.#bot.waitForCall(filter, { count, timeoutMs: ANSWER_TIMEOUT_MS });
    } catch (cause) {
      const { username } = this.#bot;
      const seconds = ANSWER_TIMEOUT_MS / 1_000;
      throw new Error(`@${username} did not send person ${profile.id} ${what} within ${seconds} s.`, { cause });
    }
  }
}
