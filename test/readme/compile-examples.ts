import { execFile } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";

/** A program out of a text. `name` says where it stands, and becomes the name of its file. */
export interface Example {
  name: string;
  code: string;
}

/** What the Workers runtime has of its own, as far as examples use it. */
const CLOUDFLARE_WORKERS = `declare module "cloudflare:workers" {
  export class DurableObject<Env = unknown> {
    constructor(ctx: unknown, env: Env);
  }
}`;

const root = fileURLToPath(new URL("../..", import.meta.url));

/**
 * Type-checks all examples in one run of the workspace's compiler, against the workspace's packages. Gives what the
 * compiler found, `""` for nothing.
 */
export async function compileExamples(examples: readonly Example[]): Promise<string> {
  // Inside test/, because there every package that an example imports can be resolved.
  const artifacts = join(root, "test", ".artifacts");
  mkdirSync(artifacts, { recursive: true });
  const folder = mkdtempSync(join(artifacts, "readme-"));
  try {
    for (const { name, code } of examples) writeFileSync(join(folder, `${name}.ts`), forInstalledFramework(code));
    writeFileSync(join(folder, "cloudflare-workers.d.ts"), CLOUDFLARE_WORKERS);
    writeFileSync(join(folder, "package.json"), '{ "type": "module" }');
    writeFileSync(
      join(folder, "tsconfig.json"),
      JSON.stringify({
        extends: join(root, "tsconfig.base.json"),
        // Decorators as NestJS has them.
        compilerOptions: {
          noEmit: true,
          moduleDetection: "force",
          noUnusedLocals: false,
          experimentalDecorators: true,
        },
        include: ["."],
      }),
    );
    return await runCompiler(folder);
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** `attach` is for the library's older versions, and the workspace has these under other names. */
function forInstalledFramework(code: string): string {
  const isForOldVersions = /\battach\b/.test(code);
  return isForOldVersions ? code.replaceAll('"node-telegram-bot-api"', '"node-telegram-bot-api-1.2"') : code;
}

async function runCompiler(folder: string): Promise<string> {
  const typescript = dirname(fileURLToPath(import.meta.resolve("typescript/package.json")));
  try {
    await promisify(execFile)(process.execPath, [join(typescript, "bin", "tsc"), "-p", "."], { cwd: folder });
    return "";
  } catch (error) {
    const { stdout, stderr } = error as { stdout?: string; stderr?: string };
    const output = `${stdout ?? ""}${stderr ?? ""}` || String(error);
    return aboutExamples(output);
  }
}

/** A fault in a package's own source is the type check's to report, not an example's. */
function aboutExamples(output: string): string {
  const findings = output.split(/^(?=\S.*?\(\d+,\d+\): error)/m);
  return findings.filter((finding) => !finding.startsWith("../")).join("");
}
