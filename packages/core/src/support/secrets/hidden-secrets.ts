/**
 * Secrets as a list that shows none: what prints an object (`console.log`, an error's fields) and what turns it into
 * JSON find `[hidden]`. It stays so where the object around it is copied.
 */
export function hiddenSecrets(secrets: readonly string[]): readonly string[] {
  const list = [...secrets];
  for (const name of [Symbol.for("nodejs.util.inspect.custom"), Symbol.for("Deno.customInspect"), "toJSON"]) {
    Object.defineProperty(list, name, { value: () => "[hidden]" });
  }
  return list;
}
