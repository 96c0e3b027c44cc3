import { brandClass } from "./brand-class.ts";

/** An invalid option, fault or key. The message says what was given and how to fix it. */
export class SandboxError extends Error {
  static {
    brandClass(SandboxError, "SandboxError");
  }

  override readonly name = "SandboxError" as const;
}
