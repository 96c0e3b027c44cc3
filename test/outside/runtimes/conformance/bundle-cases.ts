import { builtinModules } from "node:module";
import { join } from "node:path";
import { rolldown } from "rolldown";

const STAND_IN = join(import.meta.dirname, "stand-in-for-vitest.ts");

/**
 * Writes the conformance cases, with Telegram and the services that they need, into one file beside the packages under
 * test: what `installed` names stays an import, and so is what stands there.
 */
export async function bundleCases(file: string, installed: readonly string[]): Promise<void> {
  const bundle = await rolldown({
    input: join(import.meta.dirname, "run-cases.ts"),
    platform: "node",
    external: (id) => id.startsWith("node:") || builtinModules.includes(id) || installed.some((name) => isOf(name, id)),
    plugins: [
      {
        name: "stand-in-for-vitest",
        resolveId: (id, importer) => {
          if (id !== "vitest") return undefined;
          return importer === STAND_IN ? { id, external: true } : { id: STAND_IN };
        },
      },
    ],
  });
  await bundle.write({ file, format: "esm", codeSplitting: false });
  await bundle.close();
}

function isOf(name: string, id: string): boolean {
  return id === name || id.startsWith(`${name}/`);
}
