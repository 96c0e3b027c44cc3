/** Takes secrets out of a text that came from outside: a service may repeat the key it was called with. */
export function redactSecrets(text: string, secrets: readonly string[]): string {
  let clean = text;
  for (const secret of secrets) {
    for (const form of [secret, encodeURIComponent(secret)]) {
      if (form !== "") clean = clean.replaceAll(form, "[secret]");
    }
  }
  return clean;
}
