/**
 * Node's file functions. They are not imported, because an import makes Node run every getter of the module and load
 * what stands behind it, which would be a tenth of the time that a bot takes to import this package.
 */
export function nodeFs(): typeof import("node:fs") {
  return process.getBuiltinModule("node:fs");
}
