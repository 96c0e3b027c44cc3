import { existsSync, readFileSync, realpathSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";

/** A runtime other than Node, on this machine. */
export interface Runtime {
  readonly name: "Bun" | "Deno";
  /** Absolute path of its program. */
  readonly program: string;
  /** What stands before the path of a script. */
  readonly args: readonly string[];
}

const KINDS = [
  { name: "Bun", of: "bun", files: ["bin/bun", "bin/bun.exe"], args: [] },
  { name: "Deno", of: "deno", files: ["deno", "deno.exe"], args: ["run", "-A", "--no-lock", "--v8-flags=--expose-gc"] },
] as const;

/** Those that npm has for this platform, of what is installed in `app`. */
export function findRuntimes(app: string): Runtime[] {
  return KINDS.flatMap(({ name, of, files, args }) => {
    const program = findProgram(realpathSync(join(app, "node_modules", of, "package.json")), files);
    return program === undefined ? [] : [{ name, program, args }];
  });
}

/** Of the packages that hold the program for one platform each, only this one's is installed. */
function findProgram(manifest: string, files: readonly string[]): string | undefined {
  const { optionalDependencies = {} } = JSON.parse(readFileSync(manifest, "utf8")) as {
    optionalDependencies?: Record<string, string>;
  };
  const { resolve } = createRequire(manifest);
  for (const name of Object.keys(optionalDependencies)) {
    try {
      const folder = dirname(resolve(`${name}/package.json`));
      return files.map((file) => join(folder, file)).find((file) => existsSync(file));
    } catch {
      // Another platform's.
    }
  }
  return undefined;
}
