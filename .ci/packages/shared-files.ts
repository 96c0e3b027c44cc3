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
 * The files for modules that several entries share: for each entry at most one, with what it is the first to need. By
 * itself rolldown makes a file for each set of entries, and every file costs a bot's start about as much as 10 kB of
 * code. What one entry alone needs stays in its own file.
 *
 * @param entries paths of the modules by name, those first whose needs the others share
 */
export function sharedFiles(entries: ReadonlyMap<string, string>): SharedFile[] {
  const names = [...entries.keys()];
  let reachedBy: ReadonlyMap<string, readonly string[]> | undefined;
  return names.map((entry, index) => ({
    name(id, graph) {
      reachedBy ??= entriesByModule(entries, (module) => graph.getModuleInfo(module)?.importedIds ?? []);
      const [first, ...others] = reachedBy.get(id) ?? [];
      return first === entry && others.length > 0 ? `${entry}-parts` : null;
    },
    debugName: `${entry}-parts`,
    // What a module needs comes with it, unless a file of a higher priority has it already.
    priority: names.length - index,
  }));
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
