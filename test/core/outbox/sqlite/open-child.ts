/** Opens a bot's outbox as a user of its own, records one delivery and says how it went. Usage: node open-child.ts <dir> */

import { createTracker } from "@bot-tracker/core";

const [dir = ""] = process.argv.slice(2);
const said: string[] = [];
const say = (message: string): void => void said.push(message);
const tracker = createTracker(
  {
    tgtrack: { apiKey: "tgtrack-key-A1b2C3d4E5", url: "http://127.0.0.1:9" },
    botId: 7,
    dir,
    logger: { warn: say, error: say },
  },
  {},
);
const storage = tracker.health()["tgtrack"]?.storage;
await tracker.trackEvent({ userId: 42, event: "sale" });
const pending = tracker.ledger()["tgtrack"]?.pending;
process.stdout.write(JSON.stringify({ storage, pending, said }));
await tracker.close({ timeoutMs: 0 });
