/** Node's own SQLite. */
export type Sqlite = typeof import("node:sqlite");

/**
 * Node's own SQLite, or undefined where the runtime has none. Node 22 warns that it is experimental; that one warning
 * is kept back, because the bot's owner can do nothing about it.
 */
export function loadSqlite(): Sqlite | undefined {
  const emitWarning = process.emitWarning;
  process.emitWarning = ((warning: string | Error, ...rest: []) => {
    const text = typeof warning === "string" ? warning : warning.message;
    if (!/^SQLite is an experimental feature/.test(text)) emitWarning.call(process, warning, ...rest);
  }) as typeof process.emitWarning;
  try {
    return process.getBuiltinModule("node:sqlite");
  } catch {
    return undefined;
  } finally {
    process.emitWarning = emitWarning;
  }
}
