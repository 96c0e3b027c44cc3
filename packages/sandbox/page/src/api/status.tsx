import { type ComponentChildren, createContext } from "preact";
import { useContext } from "preact/hooks";
import type { StatusReply } from "#wire/status";
import { type Loaded, useReply } from "./use-reply.ts";

const StatusContext = createContext<Loaded<StatusReply>>({
  reply: undefined,
  path: null,
  error: undefined,
  reload: () => undefined,
});

export function StatusProvider({ children }: { children: ComponentChildren }) {
  const status = useReply<StatusReply>("/api/page/status");
  return <StatusContext.Provider value={status}>{children}</StatusContext.Provider>;
}

export function useStatus(): Loaded<StatusReply> {
  return useContext(StatusContext);
}
