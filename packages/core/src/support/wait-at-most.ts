import type { Ports } from "./ports.ts";

/** Waits for `work`, but no longer than that: an outbox or a destination of the bot's own may never answer. */
export async function waitAtMost(
  timeoutMs: number,
  work: Promise<unknown>,
  { setTimer }: Pick<Ports, "setTimer">,
): Promise<void> {
  let cancel = (): void => {};
  const over = new Promise<void>((resolve) => {
    cancel = setTimer(resolve, timeoutMs, true);
  });
  await Promise.race([work, over]);
  cancel();
}
