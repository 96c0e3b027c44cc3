/** 0: fine. 1: a problem was found, or what was asked for is not there. 2: the command line is wrong. */
export type ExitCode = 0 | 1 | 2;

/** What was asked for cannot be done. The message says why, and is all that the user sees. */
export class CliError extends Error {
  override readonly name = "CliError" as const;
  readonly exitCode: ExitCode;

  constructor(message: string, exitCode: ExitCode = 1) {
    super(message);
    this.exitCode = exitCode;
  }
}
