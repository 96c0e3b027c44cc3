/**
 * A bot without a framework, in whatever runtime, with the tracker's options as JSON in TRACKER_OPTIONS. It does what the
 * lines of its standard input say: "starts 1 40" has these people start, and "gc" collects what nothing references. It
 * answers each with the line itself once that is done, and writes its ledger when SIGTERM has ended it.
 */
import { createInterface } from "node:readline";
import { createTracker } from "@bot-tracker/core";

const tracker = createTracker(JSON.parse(process.env["TRACKER_OPTIONS"] ?? "{}"));
const lines = createInterface({ input: process.stdin });

lines.on("line", (line) => void obey(line));
process.once("SIGTERM", async () => {
  await tracker.close();
  console.log(JSON.stringify(tracker.ledger()));
  lines.close();
  process.stdin.destroy();
});
console.log("ready");

async function obey(line: string): Promise<void> {
  const [what, first, last] = line.split(" ");
  if (what === "gc") collect();
  else {
    const ids = Array.from({ length: Number(last) - Number(first) + 1 }, (_, index) => Number(first) + index);
    const told = ids.map((id) => tracker.userStarted({ user: { id, first_name: "P" }, startValue: `ad_${id}` }));
    if ((await Promise.all(told)).some(({ stored }) => !stored)) throw new Error("A start was not stored.");
  }
  console.log(line);
}

function collect(): void {
  const { Bun, gc } = globalThis as { Bun?: { gc(force: boolean): void }; gc?: () => void };
  if (Bun === undefined && gc === undefined) throw new Error("Nothing can be collected here.");
  Bun?.gc(true);
  gc?.();
}
