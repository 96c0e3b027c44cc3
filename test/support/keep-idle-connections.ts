import type { Server } from "node:http";

const LONGER_THAN_ANY_TEST_MS = 600_000;

/**
 * Has a server keep connections on which nothing happens. By default it closes them after 5 s, and a client that a busy
 * machine leaves without time then sends on one that is closed: its request looks lost, as if the bot were at fault.
 */
export function keepIdleConnections(server: Server): void {
  server.keepAliveTimeout = LONGER_THAN_ANY_TEST_MS;
}
