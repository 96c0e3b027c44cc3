import { parseArgs } from "node:util";

/** What is to be done. */
export interface BenchArguments {
  /** Names, groups, or parts of a name; none: everything. */
  wanted: readonly string[];
  list: boolean;
  json: boolean;
  quick: boolean;
  write: boolean;
  help: boolean;
  /** A folder for CPU profiles. */
  profile: string | undefined;
}

export const USAGE = `Usage: npx -y pnpm@12 bench [name or group or part of a name ...] [options]

  --list            the benchmarks there are; those of the group "scale" take many minutes and run only by their names
  --json            the figures as JSON
  --quick           a short run that shows that everything works; its figures mean nothing
  --write           also writes test/benchmarks/RESULTS.md, or GROWTH.md for the group "scale" (only all of them, at full
                    length)
  --profile FOLDER  each measured process leaves a CPU profile there
`;

/** @throws a TypeError that says what is wrong with them */
export function parseBenchArguments(args: readonly string[]): BenchArguments {
  const { values, positionals } = parseArgs({
    args: [...args],
    allowPositionals: true,
    options: {
      list: { type: "boolean", default: false },
      json: { type: "boolean", default: false },
      quick: { type: "boolean", default: false },
      write: { type: "boolean", default: false },
      help: { type: "boolean", short: "h", default: false },
      profile: { type: "string" },
    },
  });
  if (values.write && values.quick) throw new TypeError("--write is for a whole run: without --quick");
  return { ...values, profile: values.profile, wanted: positionals };
}
