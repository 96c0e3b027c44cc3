import type { Ports } from "./ports.ts";

/** Waits for `work`, at most `timeoutMs`: a custom outbox or destination may never answer. */
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
