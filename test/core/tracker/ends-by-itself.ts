/** A program that records three starts and ends. Usage: node ends-by-itself.ts <service's address> <folder> */
import { createTracker } from "@bot-tracker/core";
import { systemPorts } from "@bot-tracker/core/outbox-kit";
import { privateStart } from "../../support/updates.ts";

const [url = "", dir = ""] = process.argv.slice(2);
/** Of the tracker's clock, not of its requests. */
const TIMES_FASTER = 50;
const say = (message: string): void => void process.stdout.write(`${message}\n`);

const tracker = createTracker(
  {
    botId: 7_000_000_001,
    dir,
    tgtrack: { apiKey: "tgtrack-key-A1b2C3", url, limits: [], timeoutMs: 50_000 },
    logger: { warn: say, error: say },
    ports: {
      steadyMs: () => Math.floor(systemPorts.steadyMs() + performance.now() * (TIMES_FASTER - 1)),
      setTimer: (task, delayMs, keepAlive) => systemPorts.setTimer(task, delayMs / TIMES_FASTER, keepAlive),
    },
  },
  {},
);
for (let id = 1; id <= 3; id++) tracker.handleUpdate(privateStart({ updateId: id, messageId: id, userId: id }));
