/** Whether a start's payload must not leave the bot. A filter that fails must not let a secret out. */
export function isSecretPayload(payload: string, ignorePayload: (payload: string) => boolean): boolean {
  if (payload === "") return false;
  try {
    return ignorePayload(payload);
  } catch {
    return true;
  }
}
