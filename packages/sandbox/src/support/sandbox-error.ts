/** An invalid option, fault or key. The message says what was given and how to fix it. */
export class SandboxError extends Error {
  override readonly name = "SandboxError" as const;
}
