import { textTable } from "../../../examples/demo/src/report/text-table.ts";
import { runAll } from "../run-all.ts";
import { FRAMEWORKS, type Framework, SERVICES, type Way } from "./end-settings.ts";
import { type End, type EndOptions, measureEnd } from "./measure-end.ts";

/** What every end has to keep to, besides what the framework itself needs. */
export const ENDS_WITHIN_MS = 7_000;
/** How long pm2 and nodemon wait between the signal and the kill. */
const PATIENCE_MS = 1_600;
/** They mostly wait, so that several go side by side. */
const AT_ONCE = 4;

export interface EndCase {
  name: string;
  framework: Framework;
  options: Omit<EndOptions, "framework" | "services">;
}

export interface EndRow {
  name: string;
  /** How long the framework's own shutdown takes without tracking. */
  aloneMs: number;
  ends: End[];
  broken: string[];
}

/** Every framework, by every way to end, with little and with much that waits. */
export function endCases(wayWanted?: Way): EndCase[] {
  const ways: [string, Way, number, number?][] = [
    ["bot.stop()", "stop", 4],
    ["bot.stop(), 1,000 waiting", "stop", 1_000],
    ["as its README shuts down", "README", 4],
    ["ends by itself", "by itself", 4],
    ["ends by itself, 1,000 waiting", "by itself", 1_000],
    ["bot.stop(), SIGKILL after 1.6 s", "stop", 1_000, PATIENCE_MS],
  ];
  return FRAMEWORKS.flatMap((framework) =>
    ways
      .filter(([, how]) => wayWanted === undefined || how === wayWanted)
      .map(([what, how, waiting, patienceMs]) => ({
        name: `${framework}: ${what}`,
        framework,
        options: { how, waiting, ...(patienceMs !== undefined && { patienceMs }) },
      })),
  );
}

export function runEnds(cases: readonly EndCase[]): Promise<EndRow[]> {
  return runAll(cases, AT_ONCE, async ({ name, framework, options }) => {
    const alone = await measureEnd({ framework, ...options, services: "healthy", tracking: false });
    const ends: End[] = [];
    for (const services of SERVICES) ends.push(await measureEnd({ framework, ...options, services }));
    const broken = ends.flatMap(({ tookMs, lost, code }, index) => [
      ...(tookMs > alone.tookMs + ENDS_WITHIN_MS ? [`${Math.round(tookMs)} ms while ${SERVICES[index]}`] : []),
      ...(lost > 0 ? [`${lost} lost while ${SERVICES[index]}`] : []),
      ...(code === 0 || options.patienceMs !== undefined ? [] : [`ended with ${code} while ${SERVICES[index]}`]),
    ]);
    return { name, aloneMs: alone.tookMs, ends, broken };
  });
}

/** Seconds from the signal, or from the moment when nothing was left to do, to the end of the process. */
export function endTable(rows: readonly EndRow[]): string {
  const titles = ["process", "framework alone", ...SERVICES, "ambiguous", "lost", ""];
  return textTable(
    titles.map((title, index) => ({ title, align: index === 0 || title === "" ? "left" : "right" })),
    rows.map(({ name, aloneMs, ends, broken }) => [
      name,
      seconds(aloneMs),
      ...ends.map(({ tookMs }) => seconds(tookMs)),
      ends.map(({ ambiguous }) => ambiguous).join(" "),
      String(ends.reduce((sum, { lost }) => sum + lost, 0)),
      broken.length === 0 ? "ok" : `BROKEN: ${broken.join("; ")}`,
    ]),
  );
}

function seconds(ms: number): string {
  return (ms / 1_000).toFixed(1);
}
