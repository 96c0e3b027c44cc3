import type { BotIdentity } from "../support/bot-identity.ts";
import type { Messages } from "../support/messages.ts";
import type { Recorder } from "./recorder.ts";

/** The part of the engine that recording needs. */
export interface RecordingEngine {
  readonly recorder: Recorder;
  readonly messages: Messages;
  /** Who the bot is, as far as is known so far. */
  readonly bot: BotIdentity | undefined;
  /** Nothing more is recorded. */
  readonly closed: boolean;
}
