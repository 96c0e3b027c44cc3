const POLL_MS = 500;

/**
 * Calls back once the process that started this one is gone, with the id `parentPid`. npx passes a SIGTERM on to the shell between it and the
 * command, which ends without passing it on further: the command would run on unseen, and hold its port. (On Windows
 * a process keeps the id of its parent, so that nothing is noticed there.)
 */
export function onParentGone(callback: () => void, parentPid: number): void {
  const timer = setInterval(() => {
    if (process.ppid === parentPid) return;
    clearInterval(timer);
    callback();
  }, POLL_MS);
  timer.unref();
}
