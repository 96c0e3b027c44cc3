/** Who the bot itself is. The username has no `@` and is compared case-insensitively. */
export interface BotIdentity {
  id?: string;
  username?: string;
}
