import { spawnSync } from "node:child_process";
import { isAbsolute } from "node:path";

/** How a program ended. `output` is what it printed, or why it could not be run. */
export interface ProgramResult {
  readonly ok: boolean;
  readonly output: string;
}

/** Far more than any of them takes, downloads on a slow line included: it is there to end one that hangs. */
const timeoutMs = 900_000;

/** Runs a program by its path, or by the name that pnpm puts on the PATH. */
export function runProgram(program: string, args: readonly string[], folder: string): ProgramResult {
  // On Windows such a name is a .cmd file, which only a shell starts.
  const shell = process.platform === "win32" && !isAbsolute(program);
  const words = shell ? args.map((arg) => (/\s/.test(arg) ? `"${arg}"` : arg)) : args;
  const { status, stdout, stderr, error } = spawnSync(program, words, {
    cwd: folder,
    encoding: "utf8",
    timeout: timeoutMs,
    shell,
  });
  return { ok: status === 0, output: error ? `${program}: ${error.message}` : `${stdout}${stderr}`.trim() };
}

/** Runs a program that has to succeed for the checks to go on. Throws an Error with its output when it does not. */
export function mustRun(program: string, args: readonly string[], folder: string): void {
  const { ok, output } = runProgram(program, args, folder);
  if (!ok) throw new Error(`"${program} ${args.join(" ")}" in ${folder} failed:\n${output}`);
}

/** Runs a program whose output is shown as it comes. Throws an Error when it fails. */
export function runInView(program: string, args: readonly string[], folder: string): void {
  const shell = process.platform === "win32" && !isAbsolute(program);
  const { status, error } = spawnSync(program, args, { cwd: folder, stdio: "inherit", shell });
  if (status !== 0)
    throw new Error(`"${program} ${args.join(" ")}" in ${folder} failed${error ? `: ${error.message}` : ""}.`);
}
