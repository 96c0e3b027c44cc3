/** Takes secrets out of a text that came from outside: a service may repeat the key it was called with. */
export function redactSecrets(text: string, secrets: readonly string[]): string {
  let clean = text;
  for (const form of formsOf(secrets)) clean = clean.replaceAll(form, "[secret]");
  return clean;
}

/** Whether a secret can be found anywhere in a value: in an error's message or stack, its fields, its own cause. */
export function holdsSecret(value: unknown, secrets: readonly string[]): boolean {
  // Not imported, because Node then loads all that node:util can do, and every bot starts more slowly.
  const { inspect } = process.getBuiltinModule("node:util");
  try {
    const everything = inspect(value, { depth: 12, showHidden: true, maxArrayLength: null, maxStringLength: null });
    return formsOf(secrets).some((form) => everything.includes(form));
  } catch {
    // It cannot be shown (a getter throws, say), so nobody can vouch for it.
    return true;
  }
}

function formsOf(secrets: readonly string[]): string[] {
  return secrets.flatMap((secret) => [secret, encodeURIComponent(secret)]).filter((form) => form !== "");
}
