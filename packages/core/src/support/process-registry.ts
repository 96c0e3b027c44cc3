const REGISTRY = Symbol.for("@bot-tracker/process");

/**
 * What there is once per process, made when it is first asked for: the one state outside of objects. Kept on
 * `globalThis`, because a process may hold two copies of this package: its ES module and its CommonJS build, or two
 * versions. So `name` tells what the object is like: it ends in the version of its shape, such as `@1`, or in `BUILD_ID`
 * where only copies that were built from the same sources can use it.
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
