/** A dedupe key that names a person: forgotten with them, as keys of any other form are not. */
export function userKey(userId: string, rest: string): string {
  return `${userKeyPrefix(userId)}${rest}`;
}

/** What every dedupe key that names a person begins with. */
export function userKeyPrefix(userId: string): string {
  return `p:${userId}:`;
}
