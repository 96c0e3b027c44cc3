import type { DatabaseSync } from "node:sqlite";
import { keyIdOf, shortenKey } from "../page/key-labels.ts";
import type { RequestLog } from "../request-log.ts";

export function mirrorRequests(log: RequestLog, db: DatabaseSync): (hash: string) => string | undefined {
  const whole = new Map<string, string>();
  const addKey = db.prepare("INSERT OR IGNORE INTO keys (hash, label) VALUES (?, ?)");
  const add = db.prepare(
    "INSERT INTO requests (id, at, service, key, method, user_id, headers, body, status, error_code, error_description, error_details, accepted, warnings, fault, doubled_start) " +
      "VALUES (?, ?, ?, (SELECT id FROM keys WHERE hash = ?), ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
  );
  log.subscribe((request) => {
    const { id, at, service, key, method, userId, headers, bodyText, status, error, accepted, warnings, fault } =
      request;
    whole.set(keyIdOf(key), key);
    addKey.run(keyIdOf(key), shortenKey(key));
    add.run(
      id,
      at,
      service,
      keyIdOf(key),
      method,
      userId ?? null,
      JSON.stringify(headers),
      bodyText,
      status,
      error?.code ?? null,
      error?.description ?? null,
      error?.details ?? null,
      accepted ? 1 : 0,
      JSON.stringify(warnings),
      fault ?? null,
      warnings.some((text) => text.startsWith("Doubled")) ? 1 : 0,
    );
  });
  return (hash) => whole.get(hash);
}
