import type { Plugin } from "rolldown";

/**
 * Escapes what is not ASCII. One such character in a string makes V8 keep the whole file in two bytes for each
 * character, which costs a bot time and memory when it imports it.
 */
export function escapeNonAscii(): Plugin {
  return {
    name: "escape-non-ascii",
    // At the last moment, as rolldown prints strings once more after `renderChunk`.
    generateBundle(_options, files) {
      for (const file of Object.values(files)) if (file.type === "chunk") file.code = escaped(file.code);
    },
  };
}

function escaped(code: string): string {
  // There an escape would stand for itself.
  if (code.includes("String.raw")) throw new Error("String.raw cannot be told from what may be escaped.");
  // biome-ignore lint/suspicious/noControlCharactersInRegex: ASCII begins with them.
  return code.replace(/[^\x00-\x7f]/g, (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, "0")}`);
}
