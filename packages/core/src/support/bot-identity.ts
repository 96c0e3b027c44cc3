/** Who the bot itself is. The username is compared case-insensitively and carries no `@`. */
export interface BotIdentity {
  id?: string;
  username?: string;
}
