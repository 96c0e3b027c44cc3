import type { Ledger } from "@bot-tracker/core";
import type { RecordedRequest } from "@bot-tracker/sandbox";

/**
 * Every mismatch between a tracker's ledger and what arrived, each as a sentence. `unsupported`: how much TGTrack has no
 * method for.
 */
export function checkDeliveries(ledger: Ledger, requests: readonly RecordedRequest[], unsupported = 0): string[] {
  return [...checkAccounts(ledger, requests, unsupported), ...checkRequests(requests)];
}

function checkAccounts(ledger: Ledger, requests: readonly RecordedRequest[], unsupported: number): string[] {
  const services = Object.entries(ledger);
  if (services.length === 0) return ["The tracker reported no deliveries at all."];
  return services.flatMap(([service, { delivered, pending, dropped, dead, ambiguous }]) => {
    const received = requests.filter((request) => request.service === service && request.accepted).length;
    const problems: string[] = [];
    if (delivered !== received) problems.push(`${service}: ${delivered} delivered, but ${received} arrived.`);
    if (pending > 0) problems.push(`${service}: ${pending} were still waiting at the end.`);
    for (const [reason, count] of Object.entries(dropped)) {
      const expected = reason === "unsupported" ? unsupported : 0;
      if (count !== expected)
        problems.push(
          `${service}: ${count} dropped (${reason})${expected > 0 ? `, but ${expected} were expected` : ""}.`,
        );
    }
    if (dead > 0) problems.push(`${service}: ${dead} permanently rejected.`);
    if (ambiguous > 0) problems.push(`${service}: ${ambiguous} sent again after an answer was lost.`);
    return problems;
  });
}

function checkRequests(requests: readonly RecordedRequest[]): string[] {
  return requests.flatMap(({ service, method, error, warnings }) => [
    ...(error === undefined ? [] : [`${service} rejected ${method}: ${error.code} ${error.description}.`]),
    ...warnings.map((warning) => `${service} warned about ${method}: ${warning}`),
  ]);
}
