import { readFileSync } from "node:fs";

const POLL_MS = 500;

/** The processes that lead to this one, the nearest first: a shell, and the npx that started it. */
export type Starters = readonly number[];

/**
 * Who started this process, if that was npx: the process's parent, which on most systems is npx itself. Under a shell
 * that stays until its command has ended, such as Debian's, npx is the one above it; only Linux says so without another
 * process. Anybody further up, such as the shell that npx was typed in, may end without this one.
 */
export function startersOf(parentPid: number): Starters {
  const isShell = /^(?:ba|da|a|z)?sh$/.test(procFile(parentPid, "comm"));
  const aboveShell = isShell ? parentOf(parentPid) : undefined;
  const isNpx = aboveShell !== undefined && procFile(aboveShell, "comm").startsWith("npm");
  return isNpx ? [parentPid, aboveShell] : [parentPid];
}

/**
 * Calls back once one of those who started this process is gone. npx passes a SIGTERM on to the shell between it and the
 * command, which ends without passing it on further, and after a SIGKILL it passes nothing on: the command would run on
 * unseen, and hold its port. (On Windows a process keeps the id of its parent, so that nothing is noticed there.)
 */
export function onStarterGone(callback: () => void, [parentPid, aboveShell]: Starters): void {
  const timer = setInterval(() => {
    const isParentGone = process.ppid !== parentPid;
    const isNpxGone = aboveShell !== undefined && (parentOf(process.ppid) ?? aboveShell) !== aboveShell;
    if (!isParentGone && !isNpxGone) return;
    clearInterval(timer);
    callback();
  }, POLL_MS);
  timer.unref();
}

function parentOf(pid: number): number | undefined {
  const [, parent] = /^PPid:\s*(\d+)$/m.exec(procFile(pid, "status")) ?? [];
  return parent === undefined ? undefined : Number(parent);
}

/** Empty where there is no such process or no `/proc`, or no file can be opened just now. */
function procFile(pid: number, name: "comm" | "status"): string {
  try {
    return readFileSync(`/proc/${pid}/${name}`, "utf8").trim();
  } catch {
    return "";
  }
}
