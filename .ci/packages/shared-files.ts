/** What rolldown knows of a module. */
interface ModuleInfo {
  readonly importedIds: readonly string[];
}

/** A group of rolldown's `codeSplitting`. */
interface SharedFile {
  readonly name: (id: string, graph: { getModuleInfo(id: string): ModuleInfo | null }) => string | null;
  readonly debugName: string;
  readonly priority: number;
}

/**
 * The files for modules that several entries share: for each of `loadedTogether` at most one, with what those entries
 * are the first to need. By itself rolldown makes a file for each set of entries, and every file costs a bot's start
 * about as much as 15 kB of code. What one entry alone needs stays in its own file.
 *
 * @param entries paths of the modules by name
 * @param loadedTogether names of entries that a program mostly loads all of, those first whose needs the others share
 */
export function sharedFiles(
  entries: ReadonlyMap<string, string>,
  loadedTogether: readonly (readonly string[])[],
): SharedFile[] {
  let reachedBy: ReadonlyMap<string, readonly string[]> | undefined;
  return loadedTogether.map((together, index) => {
    const file = `${together[0]}-parts`;
    return {
      name(id, graph) {
        reachedBy ??= entriesByModule(entries, (module) => graph.getModuleInfo(module)?.importedIds ?? []);
        const reachedFrom = reachedBy.get(id) ?? [];
        const first = loadedTogether.find((names) => names.some((name) => reachedFrom.includes(name)));
        return first === together && reachedFrom.length > 1 ? file : null;
      },
      debugName: file,
      // What a module needs comes with it, unless a file of a higher priority has it already.
      priority: loadedTogether.length - index,
    };
  });
}

/** Which entries lead to each module, by static imports: what is imported at run time keeps a file of its own. */
function entriesByModule(
  entries: ReadonlyMap<string, string>,
  importsOf: (id: string) => readonly string[],
): ReadonlyMap<string, readonly string[]> {
  const found = new Map<string, string[]>();
  for (const [entry, path] of entries) {
    const seen = new Set<string>();
    const waiting = [path];
    for (let id = waiting.pop(); id !== undefined; id = waiting.pop()) {
      if (seen.has(id)) continue;
      seen.add(id);
      const entriesTo = found.get(id);
      if (entriesTo === undefined) found.set(id, [entry]);
      else entriesTo.push(entry);
      waiting.push(...importsOf(id));
    }
  }
  return found;
}
