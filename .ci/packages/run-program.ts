import { spawnSync } from "node:child_process";

/** How a program ended. `output` is what it printed, or why it could not be run. */
export interface ProgramResult {
  readonly ok: boolean;
  readonly output: string;
}

const timeoutMs = 120_000;

export function runProgram(program: string, args: readonly string[], folder: string): ProgramResult {
  const { status, stdout, stderr, error } = spawnSync(program, args, {
    cwd: folder,
    encoding: "utf8",
    timeout: timeoutMs,
  });
  return { ok: status === 0, output: error ? `${program}: ${error.message}` : `${stdout}${stderr}`.trim() };
}

/** Runs a program that has to succeed for the checks to go on. Throws an Error with its output when it does not. */
export function mustRun(program: string, args: readonly string[], folder: string): void {
  const { ok, output } = runProgram(program, args, folder);
  if (!ok) throw new Error(`"${program} ${args.join(" ")}" in ${folder} failed:\n${output}`);
}
