import { type ComponentChildren, createContext } from "preact";
import { useContext } from "preact/hooks";
import type { MadeUp, MadeUpReply } from "#wire/status";
import { usePageLocation } from "../location/location.tsx";
import { pathWith } from "./fetch-json.ts";
import { useStatus } from "./status.tsx";
import { useReply } from "./use-reply.ts";

const MadeUpContext = createContext<MadeUp>(null);

/** From when to when the chosen bot's figures are made up, for every view. */
export function MadeUpProvider({ children }: { children: ComponentChildren }) {
  const key = usePageLocation().query.get("key");
  const ofAll = useStatus().reply?.madeUp ?? null;
  const path = ofAll === null || key === null ? null : pathWith("/api/page/made-up", { key });
  const { reply, path: answered } = useReply<MadeUpReply>(path);
  // Said too often rather than not, as long as it is not known.
  const madeUp = path === null || answered !== path || reply === undefined ? ofAll : reply.madeUp;
  return <MadeUpContext.Provider value={madeUp}>{children}</MadeUpContext.Provider>;
}

export function useMadeUp(): MadeUp {
  return useContext(MadeUpContext);
}
