/**
 * Whose an outbox is. Its name is a file format: it names the file, and in Redis the keys. Two messengers may have bots
 * of the same id, so that those of any but Telegram carry the messenger's name.
 */
export interface OutboxOwner {
  /**
   * `7000000001`, or `max-7000000001` of a MAX bot; `max-3f9c0a1b2c3d` of a MAX bot known by its token alone; `default`
   * or `max-default` where the bot is not known.
   */
  readonly name: string;
  readonly isKnown: boolean;
  /** The bot's id, where it is known. It cannot be read from the name: a digest may consist of decimal digits alone. */
  readonly botId?: string;
  /** Whose it would be if less of the bot were known, and perhaps was before. */
  readonly formerNames: readonly string[];
}
