import { brandClass } from "@bot-tracker/core/outbox-kit";

/** An invalid option, fault or key. The message says what was given and how to fix it. */
export class SandboxError extends Error {
  static {
    brandClass(SandboxError, "SandboxError");
  }

  override readonly name = "SandboxError" as const;
}
