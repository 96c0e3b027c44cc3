import type { ExitCode } from "./cli-error.ts";

/** Where text is written. */
export interface CliOutput {
  write(text: string): unknown;
  /** The width; only terminals have one. */
  columns?: number | undefined;
}

/** What a run takes from outside, so that tests can replace it. */
export interface CliPorts {
  env: Readonly<Record<string, string | undefined>>;
  stdout: CliOutput;
  stderr: CliOutput;
  nowMs(): number;
  /** What has to be typed to run this program again. */
  program: string;
}

/** What a command is built with. */
export interface CommandContext {
  ports: CliPorts;
  /** Turns a command's task, which returns the exit code, into a handler for commander. */
  action<Args extends unknown[]>(
    task: (...args: Args) => ExitCode | Promise<ExitCode>,
  ): (...args: Args) => Promise<void>;
}
