/** Node's functions for paths. Not imported: a Worker's own SQLite, which needs none of them, stands on the same code. */
export function nodePath(): typeof import("node:path") {
  return process.getBuiltinModule("node:path");
}
