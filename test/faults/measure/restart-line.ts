import { type KillAndRestart, PEOPLE } from "../cases/kill-and-restart.ts";

/** What came after a bot was killed, as a sentence. */
export function restartLine(framework: string, isShared: boolean, result: KillAndRestart): string {
  const { firstMs, lastMs, cutOff, arrived } = result;
  return (
    `${framework}, killed with ${cutOff} requests under way, ${isShared ? "a second process" : "restarted"}: the next ` +
    `request after ${Math.round(firstMs)} ms, all after ${Math.round(lastMs)} ms, ${arrived} of ${PEOPLE} starts arrived`
  );
}
