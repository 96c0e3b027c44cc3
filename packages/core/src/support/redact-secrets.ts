/** Removes secrets from text that came from outside: a service may echo the key it was called with. */
export function redactSecrets(text: string, secrets: readonly string[]): string {
  let clean = text;
  for (const form of formsOf(secrets)) clean = clean.replaceAll(form, "[secret]");
  return clean;
}

/** Whether a value contains a secret anywhere: in an error's message or stack, its fields or its cause. */
export function holdsSecret(value: unknown, secrets: readonly string[]): boolean {
  // Not imported: that would load all of node:util and slow down the start of every bot.
  const { inspect } = process.getBuiltinModule("node:util");
  try {
    const everything = inspect(value, { depth: 12, showHidden: true, maxArrayLength: null, maxStringLength: null });
    return formsOf(secrets).some((form) => everything.includes(form));
  } catch {
    // It cannot be inspected (a getter throws, for example), so it may contain one.
    return true;
  }
}

function formsOf(secrets: readonly string[]): string[] {
  return secrets.flatMap((secret) => [secret, encodeURIComponent(secret)]).filter((form) => form !== "");
}
