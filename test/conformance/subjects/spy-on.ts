/** Runs `seen` before each call of a method, in the method itself: beneath whatever is put around it later. */
export function spyOn(owner: object, name: string, seen: ((first: string) => void) | undefined): void {
  if (seen === undefined) return;
  // Methods of five frameworks and versions, some of them protected, whose types have nothing in common.
  const methods = owner as Record<string, (...args: unknown[]) => unknown>;
  const original = methods[name]?.bind(owner);
  if (original === undefined) throw new Error(`there is no method ${name} to look at`);
  methods[name] = (...args) => {
    seen(String(args[0]));
    return original(...args);
  };
}
