import { type Column, textTable } from "@bot-tracker/example-demo/text-table";
import type { Ledger } from "@bot-tracker/grammy";
import type { Sandbox, ServiceName } from "@bot-tracker/sandbox";

/** What one process did. */
export interface MachineReport {
  name: string;
  /** Updates that it answered. */
  taken: number;
  recorded: number;
  sent: number;
}

/** What one service received. */
export interface ServiceReport {
  service: ServiceName;
  people: number;
  /** Starts that it accepted. */
  starts: number;
  /** People whose start did not arrive. */
  missing: number;
  /** Starts beyond each person's first. */
  doubled: number;
  refused: number;
}

/** What a service received from people who all pressed START once. */
export function serviceReport(sandbox: Sandbox, service: ServiceName, people: number): ServiceReport {
  const starts = sandbox.requests(
    (request) => request.service === service && request.accepted && isStart(request.body),
  );
  const known = new Set(starts.map(({ userId }) => userId)).size;
  const refused = sandbox.requests((request) => request.service === service && request.status === 429).length;
  return {
    service,
    people,
    starts: starts.length,
    missing: people - known,
    doubled: starts.length - known,
    refused,
  };
}

/** Everything that is wrong, each as a sentence. */
export function problemsOf(services: readonly ServiceReport[], ledger: Ledger): string[] {
  return services.flatMap(({ service, missing, doubled, refused }) => {
    // A process killed between a request and its answer cannot know whether the service got it.
    const unsure = ledger[service]?.ambiguous ?? 0;
    return [
      ...(missing > 0 ? [`${service}: ${missing} starts did not arrive.`] : []),
      ...(doubled > unsure ? [`${service}: ${doubled} starts arrived twice, but ${unsure} answers were lost.`] : []),
      ...(refused > 0 ? [`${service}: ${refused} requests exceeded its limits.`] : []),
    ];
  });
}

const MACHINE_COLUMNS: readonly Column[] = [
  { title: "process", align: "left" },
  { title: "updates answered", align: "right" },
  { title: "starts recorded", align: "right" },
  { title: "sent to TGTrack", align: "right" },
];

export function machineTable(machines: readonly MachineReport[]): string {
  const sum = (count: (machine: MachineReport) => number): number =>
    machines.reduce((sum, machine) => sum + count(machine), 0);
  const total: MachineReport = {
    name: "total",
    taken: sum(({ taken }) => taken),
    recorded: sum(({ recorded }) => recorded),
    sent: sum(({ sent }) => sent),
  };
  const rows = [...machines, total].map(({ name, taken, recorded, sent }) => [
    name,
    String(taken),
    String(recorded),
    String(sent),
  ]);
  return textTable(MACHINE_COLUMNS, rows);
}

const SERVICE_COLUMNS: readonly Column[] = [
  { title: "service", align: "left" },
  { title: "people", align: "right" },
  { title: "starts received", align: "right" },
  { title: "missing", align: "right" },
  { title: "doubled", align: "right" },
  { title: "answered 429", align: "right" },
];

export function serviceTable(services: readonly ServiceReport[]): string {
  const rows = services.map(({ service, people, starts, missing, doubled, refused }) =>
    [service, people, starts, missing, doubled, refused].map(String),
  );
  return textTable(SERVICE_COLUMNS, rows);
}

/** The update itself at TGTrack, an event of this name at HowUsedBot. */
function isStart(body: unknown): boolean {
  const { message, event } = body as { message?: { text?: string }; event?: string };
  return event === "start" || message?.text?.startsWith("/start") === true;
}
