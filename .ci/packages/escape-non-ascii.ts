import type { Plugin } from "rolldown";

/**
 * Escapes what is not ASCII. One such character in a string makes V8 keep the whole file in two bytes for each
 * character, which costs a bot time and memory when it imports it.
 */
export function escapeNonAscii(): Plugin {
  return {
    name: "escape-non-ascii",
    renderChunk(code) {
      // There an escape would stand for itself.
      if (code.includes("String.raw")) throw new Error("String.raw cannot be told from what may be escaped.");
      // biome-ignore lint/suspicious/noControlCharactersInRegex: ASCII begins with them.
      return code.replace(/[^\x00-\x7f]/g, (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, "0")}`);
    },
  };
}
