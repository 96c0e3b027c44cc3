import type { Messenger } from "../messenger/messenger.ts";
import type { BegunCall } from "../messenger/messenger-clock.ts";
import type { UserContext } from "../messenger/user-context.ts";
import type { UserTracker } from "./user-tracker.ts";

/** What adapters use of a tracker beside its public members. */
export interface TrackerInternals<Events extends object> {
  /** To the tracker; always the same one, so that it can be compared unread. Some Workers have none. */
  readonly reference: WeakRef<object> | undefined;
  /** What its updates and refused calls mean. */
  readonly messenger: Messenger;
  /** Helpers for an update that is read only when one of them is used. */
  forUpdate(read: () => UserContext): UserTracker<Events>;
  /** Whether a value is one of these helpers. */
  isHelper(value: unknown): boolean;
  /** Reports through the tracker's logger, each topic once an hour at most. */
  say(level: "warn" | "error" | "debug", topic: string, message: string): void;
  /** A call to the messenger begins. */
  callBegins(): BegunCall;
  /** Whether a refusal of the call that came just now is one of an earlier call, given again. */
  isGivenAgain(call: BegunCall): boolean;
  /** The messenger answered it: the date in the answer shows whether this machine's clock is right. */
  callAnswered(method: string, result: unknown, call: BegunCall): void;
  /**
   * Sends what can be sent in 5 s, then nothing more until something is recorded, so that nothing keeps the process from
   * its end.
   */
  standDown(): Promise<void>;
  /** An object of an adapter's own that lives as long as the tracker; made when it is first asked for. */
  attached<T extends object>(key: symbol, make: () => T): T;
}
