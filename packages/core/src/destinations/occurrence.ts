import type { BotUser, StartPayloadKind } from "../messenger/signal.ts";

/** A name and a value that an event can be sliced by. */
export interface Label {
  name: string;
  value: string;
}

/** Something that happened in the bot, told in no service's words and no messenger's. Dates are unix seconds. */
export type Occurrence =
  | {
      kind: "start";
      user: BotUser;
      payload: string;
      payloadKind: StartPayloadKind;
      date: number;
      /** The update itself, where there was one. It may not be changed. */
      update?: object;
    }
  | {
      kind: "stop";
      userId: string;
      date: number;
      update?: object;
      /** A failed call to the messenger showed it: it came neither as an update nor by hand. */
      failedSend?: true;
    }
  | { kind: "activity"; userId: string }
  | {
      kind: "event";
      userId: string;
      event: string;
      result?: "in_progress" | "success" | "failure";
      amount?: number;
      conversionTarget?: string;
      labels: readonly Label[];
      params: readonly string[];
      date: number;
      registeredAt?: number;
    }
  | { kind: "goal"; userId: string; target: string; date: number }
  /** Any update that is neither a start nor a stop, for destinations that forward them. */
  | { kind: "update"; update: object; userId?: string };
