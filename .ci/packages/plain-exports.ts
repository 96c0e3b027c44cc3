import type { OutputAsset, OutputChunk, Plugin } from "rolldown";

type Files = Readonly<Record<string, OutputAsset | OutputChunk>>;

const GETTER =
  /^Object\.defineProperty\(exports, "([\w$]+)", \{\n\tenumerable: true,\n\tget: function\(\) \{\n\t\treturn ([\w$]+);\n\t\}\n\}\);$/gm;
/** Of another package rolldown makes one too. */
const ASSIGNED_LATER = /^let (?![\w$]+ = require\()/m;

/**
 * Writes what the CommonJS files of a package take from each other as plain properties. rolldown defines a getter for
 * each, of which there are 150: each is read, made and called for something that never changes.
 */
export function plainExports(): Plugin {
  return {
    name: "plain-exports",
    generateBundle(_options, files) {
      for (const file of Object.values(files)) {
        if (file.type !== "chunk" || file.code.search(GETTER) === -1) continue;
        // Only a getter shows what is assigned later, or what a file that is still being loaded will have.
        if (ASSIGNED_LATER.test(file.code)) throw new Error(`${file.fileName} could export a variable that changes.`);
        if (isInCircle(file.fileName, files)) throw new Error(`${file.fileName} is loaded before what it needs.`);
        file.code = file.code.replace(GETTER, "exports.$1 = $2;");
      }
    },
  };
}

function isInCircle(fileName: string, files: Files): boolean {
  const seen = new Set<string>();
  const waiting = [fileName];
  for (let name = waiting.pop(); name !== undefined; name = waiting.pop()) {
    const file = files[name];
    if (file?.type !== "chunk") continue;
    if (file.imports.includes(fileName)) return true;
    for (const imported of file.imports) if (!seen.has(imported)) waiting.push(imported);
    seen.add(name);
  }
  return false;
}
