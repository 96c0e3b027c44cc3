import { errorText } from "../support/error-text.ts";
import { waitAtMost } from "../support/wait-at-most.ts";
import type { PipelineParts } from "./pipeline.ts";

/**
 * Has an outbox that passes on what was recorded (to Redis, to a Durable Object) do so now. Takes at most `timeoutMs`;
 * what goes wrong is said. Never rejects.
 */
export async function handOn(
  { outbox, ports, messages }: Pick<PipelineParts, "outbox" | "ports" | "messages">,
  timeoutMs: number,
): Promise<void> {
  if (outbox.flush === undefined) return;
  const tried = async (): Promise<void> => {
    try {
      await outbox.flush?.(timeoutMs);
    } catch (error) {
      messages.error("outbox-flush", `The outbox could not hand over what was recorded: ${errorText(error)}`);
    }
  };
  await waitAtMost(timeoutMs, tried(), ports);
}
