/** An option, a fault or a key that the sandbox cannot work with. The message says what came and how to mend it. */
export class SandboxError extends Error {
  override readonly name = "SandboxError" as const;
}
