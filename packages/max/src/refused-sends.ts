import type { BotHooks, CallFailure } from "@bot-tracker/core/adapter-kit";
import { max } from "@bot-tracker/core/max-kit";
import { type Dialog, dialogOfUpdate } from "./dialog-of-update.ts";
import { Dialogs } from "./dialogs.ts";

/** Asks MAX for a chat; resolves with its description, of which `dialog_with_user` matters. */
export type AskChat = (chatId: string) => Promise<unknown>;

const KEY = Symbol("refused-sends");
/** A broadcast after a restart meets many dialogs that are not known yet; each costs one request to MAX. */
const MOST_WAITING = 1_000;

/**
 * Finds out whose dialog a refused send went to, and reports it under the person's id. A dialog is known from the
 * updates before; MAX is asked for any other, one at a time and in the background.
 */
export class RefusedSends {
  readonly #hooks: BotHooks;
  readonly #dialogs = new Dialogs();
  readonly #waiting = new Map<string, (userId: string) => void>();
  #ask: AskChat | undefined;
  #isAsking = false;
  /** The update that came last: it usually comes twice, from the bot and from the middleware. */
  #latest: unknown;

  constructor(hooks: BotHooks) {
    this.#hooks = hooks;
  }

  /** Those of a tracker; the bot and all its contexts share them. */
  static of(hooks: BotHooks): RefusedSends {
    return hooks.attached(KEY, () => new RefusedSends(hooks));
  }

  canAsk(ask: AskChat): void {
    this.#ask ??= ask;
  }

  /** Runs for every update, before anything else looks at it. */
  updateCame(update: unknown): void {
    if (update === this.#latest) return;
    this.#latest = update;
    const dialog = dialogOfUpdate(update);
    if (dialog !== undefined) this.#learn(dialog);
  }

  /** The bot wrote to this person, and MAX said in which dialog. */
  sent(dialog: Dialog): void {
    this.#learn(dialog);
  }

  /** `to` is the call's recipient as it was given: `user_id`, or `chat_id` of a dialog or a group. */
  refused(method: string, to: Readonly<Record<string, unknown>>, failure: CallFailure): void {
    const { chat_id: chat, user_id: user } = to;
    const report = (userId: unknown): void => this.#hooks.callFailed(method, { user_id: userId }, failure);
    if (chat === undefined || chat === null || !isOfStopped(method, failure)) {
      report(user);
      return;
    }
    const chatId = String(chat);
    const userId = this.#dialogs.userOf(chatId);
    if (userId !== undefined) report(userId);
    else if (this.#ask !== undefined && this.#waiting.size < MOST_WAITING) {
      this.#waiting.set(chatId, report);
      if (!this.#isAsking) void this.#askForWaiting(this.#ask);
    }
  }

  /** Who does anything in a dialog has it, so that what was refused there before says nothing of now. */
  #learn({ chatId, userId }: Dialog): void {
    this.#waiting.delete(chatId);
    this.#dialogs.learn(chatId, userId);
  }

  async #askForWaiting(ask: AskChat): Promise<void> {
    this.#isAsking = true;
    for (;;) {
      const [next] = this.#waiting;
      if (next === undefined) break;
      const [chatId, report] = next;
      try {
        const userId = userInDialog(await ask(chatId));
        // An update may have come meanwhile, and then there is nothing to report any more.
        if (userId !== undefined && this.#waiting.has(chatId)) {
          this.#dialogs.learn(chatId, userId);
          report(userId);
        }
      } catch {
        // The bot's own call failed and was told so; this one only asked whose dialog it was.
      }
      this.#waiting.delete(chatId);
    }
    this.#isAsking = false;
  }
}

/** Whether the failure is that of a dialog whose person has stopped the bot, whoever that may be. */
function isOfStopped(method: string, { errorCode, description }: CallFailure): boolean {
  return max.readSendFailure({ method, params: { user_id: 1 }, errorCode, description }) !== undefined;
}

function userInDialog(chat: unknown): string | undefined {
  const { dialog_with_user: user } = (chat ?? {}) as { dialog_with_user?: { user_id?: unknown } | null };
  return typeof user?.user_id === "number" ? String(user.user_id) : undefined;
}
