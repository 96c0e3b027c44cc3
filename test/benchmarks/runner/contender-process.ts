/** The process of one contender. Usage: node --expose-gc contender-process.ts <module> <name> <setup as JSON> */
import { collectGarbage } from "./collect-garbage.ts";
import type { Contenders, FromContender, ToContender } from "./contender.ts";

const [moduleUrl = "", name = "", setup = "null"] = process.argv.slice(2);

/** Nobody may be there to hear it any more. */
const tell = (message: FromContender): void => void process.send?.(message, undefined, undefined, () => {});
const fail = (error: unknown): void =>
  tell({ kind: "failed", message: error instanceof Error ? (error.stack ?? error.message) : String(error) });

try {
  const { contenders } = (await import(moduleUrl)) as { contenders: Contenders<unknown, unknown> };
  const contender = contenders[name];
  if (contender === undefined) throw new Error(`${moduleUrl} has no contender "${name}"`);
  const round = await contender(JSON.parse(setup));
  process.on("message", async ({ load }: ToContender) => {
    try {
      collectGarbage();
      tell({ kind: "measured", measured: await round(load) });
    } catch (error) {
      fail(error);
    }
  });
  tell({ kind: "ready" });
} catch (error) {
  fail(error);
}
// Ends with whoever started it, whatever is still open.
process.once("disconnect", () => process.exit());
