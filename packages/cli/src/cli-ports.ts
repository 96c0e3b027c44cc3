import type { ExitCode } from "./cli-error.ts";

/** Where text goes. */
export interface CliOutput {
  write(text: string): unknown;
  /** Only a terminal has them. */
  columns?: number | undefined;
}

/** What a run takes from the ports. */
export interface CliPorts {
  env: Readonly<Record<string, string | undefined>>;
  stdout: CliOutput;
  stderr: CliOutput;
  nowMs(): number;
}

/** What a command is made with. */
export interface CommandContext {
  ports: CliPorts;
  /** Turns what a command does, which gives the exit code, into what commander calls. */
  action<Args extends unknown[]>(
    task: (...args: Args) => ExitCode | Promise<ExitCode>,
  ): (...args: Args) => Promise<void>;
}
