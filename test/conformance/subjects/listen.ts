import { once } from "node:events";
import { createServer, type RequestListener } from "node:http";
import type { AddressInfo } from "node:net";
import { keepIdleConnections } from "../../support/keep-idle-connections.ts";

export interface Listening {
  readonly url: string;
  close(): Promise<unknown>;
}

/** A server of the bot's own, on a free port. */
export async function listen(listener: RequestListener): Promise<Listening> {
  const server = createServer(listener).listen(0, "127.0.0.1");
  keepIdleConnections(server);
  await once(server, "listening");
  let closed: Promise<unknown> | undefined;
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/hook`,
    // A bot may be stopped twice; not every runtime says twice that its server has closed.
    close: () => {
      if (closed !== undefined) return closed;
      closed = once(server, "close");
      server.close();
      server.closeAllConnections();
      return closed;
    },
  };
}
