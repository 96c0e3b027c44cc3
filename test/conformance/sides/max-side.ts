import { type MaxSimulator, startMaxSimulator } from "../../simulator/max/index.ts";
import { type Side, UNSUPPORTED } from "./side.ts";

export const MAX: Side<MaxSimulator> = {
  name: "MAX",
  startServer: startMaxSimulator,
  tgtrack: { path: "/API/bot-api/v1", service: "tgtrack-max" },
  started: (userId, payload) => ["user_id_start_bot", payload, userId].filter((part) => part !== undefined).join(" "),
  // TGTrack has no method for stops on MAX.
  stopSeen: (userId) => `${UNSUPPORTED} stop of ${userId}`,
  stopFound: (userId) => `${UNSUPPORTED} stop of ${userId}`,
  blocked: { code: 403, description: "chat.denied: error.dialog.suspended" },
  otherRefusals: [
    [1, { code: 404, description: "chat.not.found: Chat not found" }],
    [2, { code: 403, description: "chat.denied: error.dialog.notfound" }],
    [-100_5, { code: 403, description: "chat.denied: error.dialog.suspended" }],
    [4, "drop-connection"],
  ],
  startUpdate: ({ userId, payload, date }) => ({
    update_type: "bot_started",
    timestamp: date * 1000 + 321,
    chat_id: 700_000_000 + userId,
    user: { user_id: userId, first_name: "Anna", name: "Anna", username: null, is_bot: false, last_activity_time: 0 },
    payload,
  }),
  nonsense: [
    '{"timestamp":1760000000000}',
    '{"update_type":"message_created","timestamp":1760000000000,"message":{"sender":{"user_id":"x"},"recipient":{"chat_type":"dialog"},"body":{"text":"/start a"}}}',
    '{"update_type":"never_heard_of","timestamp":1760000000000,"user":{"user_id":9},"deep":[[[]]]}',
    '{"update_type":"bot_stopped","timestamp":5,"user":{}}',
  ],
  asksForUpdates: ({ method }) => method === "GET updates" || method === "POST subscriptions",
  calls: { whoAmI: "GET me", send: "post messages" },
  listIn: ({ params }) => params["types"] ?? params["update_types"],
  lists: { withoutStops: ["bot_started", "message_created"], whole: ["bot_started", "bot_stopped", "message_created"] },
  stopUpdate: "bot_stopped",
  bare: (result) => {
    const { sender: _sender, timestamp: _timestamp, body, ...rest } = result as Record<string, unknown>;
    const { mid: _mid, seq: _seq, ...content } = body as Record<string, unknown>;
    return { ...rest, body: content };
  },
};
