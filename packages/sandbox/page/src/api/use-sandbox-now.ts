import { useEffect, useMemo, useState } from "preact/hooks";
import { useStatus } from "./status.tsx";

/** The sandbox's time in milliseconds, which may be ahead of the machine's; moves on every `everyMs`. */
export function useSandboxNow(everyMs = 1_000): number {
  const { reply } = useStatus();
  const aheadMs = useMemo(() => (reply === undefined ? 0 : reply.nowMs - Date.now()), [reply]);
  const [nowMs, setNowMs] = useState(Date.now);
  useEffect(() => {
    const timer = setInterval(() => setNowMs(Date.now()), everyMs);
    return () => clearInterval(timer);
  }, [everyMs]);
  return nowMs + aheadMs;
}
