import type { BotIdentity } from "../support/bot-identity.ts";
import type { Messages } from "../support/messages.ts";
import type { Recorder } from "./recorder.ts";

/** What taking in needs of the engine. */
export interface RecordingEngine {
  readonly recorder: Recorder;
  readonly messages: Messages;
  /** Who the bot is, as far as it is known by now. */
  readonly bot: BotIdentity | undefined;
  /** Nothing more is recorded. */
  readonly closed: boolean;
}
