const REGISTRY = Symbol.for("@bot-tracker/process");

/**
 * What there is once per process, made when it is first asked for. Kept on `globalThis`, because a process may hold two
 * copies of this package. They may be of two versions, so that `name` tells what the object is like: it ends in the
 * version of its shape, such as `@1`, or in the address of the module that alone may use it.
 */
export function onceInProcess<T extends object>(name: string, make: () => T): T {
  const holder = globalThis as { [REGISTRY]?: Map<string, object> };
  holder[REGISTRY] ??= new Map();
  const known = holder[REGISTRY].get(name) as T | undefined;
  if (known !== undefined) return known;
  const made = make();
  holder[REGISTRY].set(name, made);
  return made;
}
