import type { Delivery } from "../../outbox/delivery.ts";
import { RAW_UPDATE_METHOD } from "./webhook-plan.ts";

/**
 * A batch as a JSON array, each element with its delivery's id. The bodies are JSON text already and are put in as
 * they are: a raw update keeps its exact text, and nothing is parsed on the way.
 */
export function webhookBatch(deliveries: readonly Delivery[]): string {
  return `[${deliveries.map(element).join(",")}]`;
}

function element({ id, method, body }: Delivery): string {
  const opening = `{"id":${JSON.stringify(id)}`;
  if (method === RAW_UPDATE_METHOD) return `${opening},"update":${body}}`;
  const fields = body.trimStart().slice(1).trimStart();
  return fields.startsWith("}") ? `${opening}${fields}` : `${opening},${fields}`;
}
