import type { RecordedRequest } from "@bot-tracker/sandbox";
import { type News, type Tally, tallyOf } from "./tally.ts";

/** The parts of the two services' bodies that are counted. */
interface Body {
  message?: { text?: string; from?: { id: number } };
  my_chat_member?: { new_chat_member: { status: string } };
  event_type?: string;
  amount?: number;
  event?: string;
  start_value?: string;
}

/** What the sandbox accepted from one bot, in order of arrival. */
export function receivedTally(requests: readonly RecordedRequest[]): Tally {
  const accepted = requests.filter((request) => request.accepted);
  const ofTgtrack = accepted.filter(({ service }) => service === "tgtrack");
  const ofHowUsedBot = accepted.filter(({ service }) => service === "howusedbot");
  return tallyOf(
    ofTgtrack.map(newsOf),
    ofHowUsedBot.map(({ body }) => String((body as Body).event)),
  );
}

function newsOf({ method, body, userId = "" }: RecordedRequest): News {
  const { message, my_chat_member: membership, event_type: name, amount, start_value: code = "" } = body as Body;
  const start = /^\/start(?: (.*))?$/.exec(message?.text ?? "");
  if (method === "on_telegram_webhook" && start !== null) return { kind: "start", userId, code: start[1] ?? "" };
  if (method === "on_telegram_webhook" && membership?.new_chat_member.status === "kicked") {
    return { kind: "stop", userId };
  }
  if (method === "user_id_start_bot") return { kind: "start", userId, code };
  // A reply ran into the block before Telegram reported it.
  if (method === "my_bot_was_stopped") return { kind: "stop", userId };
  if (method === "send_reach_goal") return { kind: "goal", userId };
  if (method === "add_event" && name === "payment" && amount !== undefined) return { kind: "sale", userId, amount };
  return { kind: "event", name: name ?? method };
}
