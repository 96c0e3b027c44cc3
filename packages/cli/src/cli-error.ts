/** 0: success. 1: a problem was found, or what was asked for does not exist. 2: incorrect usage. */
export type ExitCode = 0 | 1 | 2;

/** The command cannot be carried out. The message says why and is all the user sees. */
export class CliError extends Error {
  override readonly name = "CliError" as const;
  readonly exitCode: ExitCode;

  constructor(message: string, exitCode: ExitCode = 1) {
    super(message);
    this.exitCode = exitCode;
  }
}
