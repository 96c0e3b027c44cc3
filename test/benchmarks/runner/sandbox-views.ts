import { execFile } from "node:child_process";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import type { Benchmark } from "./benchmark.ts";
import { atMost, toFigure } from "./figure.ts";

/** A program of its own, which prints how long each view's requests take. */
export const SANDBOX_VIEWS: string = fileURLToPath(new URL("../sandbox/sandbox-views.ts", import.meta.url));

const MOST_MS = 120;
const LONGEST_MS = 300_000;

export const sandboxViews: Benchmark = {
  name: "sandbox/views",
  about: "what each view of the sandbox's page asks for, with a month of a busy bot in it",

  async run({ quick, onEnd }) {
    // It has no short form: making up the month takes longest.
    if (quick) return [];
    const abort = new AbortController();
    onEnd(() => abort.abort());
    const { stdout } = await promisify(execFile)(process.execPath, [SANDBOX_VIEWS, "--json"], {
      encoding: "utf8",
      maxBuffer: 16_000_000,
      timeout: LONGEST_MS,
      signal: abort.signal,
    });
    return timingsIn(JSON.parse(stdout)).map(({ name, minMs, medianMs, maxMs }) =>
      toFigure({ name, unit: "ms", ours: [minMs, medianMs, maxMs], goal: atMost(MOST_MS) }),
    );
  },
};

interface Timing {
  name: string;
  minMs: number;
  medianMs: number;
  maxMs: number;
}

/** Every object in the program's answer that has a name and three times. */
function timingsIn(value: unknown): Timing[] {
  if (typeof value !== "object" || value === null) return [];
  const { name, view, minMs, medianMs, maxMs } = value as Record<string, unknown>;
  const title = name ?? view;
  if (
    typeof title === "string" &&
    typeof minMs === "number" &&
    typeof medianMs === "number" &&
    typeof maxMs === "number"
  ) {
    return [{ name: title, minMs, medianMs, maxMs }];
  }
  return Object.values(value).flatMap(timingsIn);
}
