import { type ComponentChildren, createContext } from "preact";
import { useContext } from "preact/hooks";
import type { MoneyReply } from "#wire/money";
import { usePageLocation } from "../location/location.tsx";
import { pathWith } from "./fetch-json.ts";
import { useReply } from "./use-reply.ts";

const UNKNOWN: MoneyReply = { currency: null, chosen: null, found: [], mixed: [] };
const MoneyContext = createContext<MoneyReply>(UNKNOWN);

/** In which currency the chosen bot's amounts are, for every view. */
export function MoneyProvider({ children }: { children: ComponentChildren }) {
  const key = usePageLocation().query.get("key");
  const { reply = UNKNOWN } = useReply<MoneyReply>(pathWith("/api/page/money", { key }));
  return <MoneyContext.Provider value={reply}>{children}</MoneyContext.Provider>;
}

export function useMoney(): MoneyReply {
  return useContext(MoneyContext);
}
