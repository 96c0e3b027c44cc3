import { SandboxError } from "../support/sandbox-error.ts";

/**
 * Node's own SQLite. Node 22 warns that it is experimental; that one warning is kept back, because who runs a sandbox
 * can do nothing about it.
 *
 * @throws {SandboxError} where the runtime has none.
 */
export function loadSqlite(): typeof import("node:sqlite") {
  const emitWarning = process.emitWarning;
  process.emitWarning = ((warning: string | Error, ...rest: []) => {
    const text = typeof warning === "string" ? warning : warning.message;
    if (!/^SQLite is an experimental feature/.test(text)) emitWarning.call(process, warning, ...rest);
  }) as typeof process.emitWarning;
  try {
    // Missing on Node 20.15 and older, whatever its type says.
    const sqlite = process.getBuiltinModule?.("node:sqlite");
    if (sqlite !== undefined) return sqlite;
  } finally {
    process.emitWarning = emitWarning;
  }
  throw new SandboxError("This runtime has no SQLite, which the sandbox keeps its data in: use Node 22.19 or newer.");
}
