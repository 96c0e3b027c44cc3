import { build } from "esbuild";

/**
 * One module out of a file and all that it imports, as `wrangler deploy` makes it: by the conditions that it gives
 * esbuild. What `external` names stays an import, besides what Workers have by themselves.
 */
export async function bundleForWorkers(path: string, external: readonly string[] = []): Promise<string> {
  const { outputFiles } = await build({
    entryPoints: [path],
    bundle: true,
    write: false,
    format: "esm",
    target: "es2022",
    conditions: ["workerd", "worker", "browser"],
    external: ["cloudflare:*", ...external],
    logLevel: "silent",
  });
  const [output] = outputFiles;
  if (output === undefined) throw new Error("esbuild made nothing");
  return output.text;
}
