import { readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import type { Plugin } from "rolldown";

const READING = /readFileSync\(new URL\("(\.[^"]+\.lua)", import\.meta\.url\), "utf8"\)/g;

/**
 * Puts the text of a Lua file in the place of each reading of it. A bot may be bundled into one file, beside which no
 * other is found.
 */
export function inlineLua(): Plugin {
  return {
    name: "inline-lua",
    transform(code, id) {
      if (!id.endsWith(".ts") || !code.includes(".lua")) return null;
      // Written in another way, it would be read at run time, and not be there.
      if (code.replaceAll(READING, "").includes('.lua"')) throw new Error(`${id} reads a Lua file in another way.`);
      return code.replaceAll(READING, (_, path: string) =>
        JSON.stringify(withoutComments(readFileSync(join(dirname(id), path), "utf8"))),
      );
    },
  };
}

/** Lines that hold nothing but a comment. They are for who reads the file here, and would be sent to every Redis. */
function withoutComments(lua: string): string {
  return lua.replaceAll(/^ *--.*\n/gm, "");
}
