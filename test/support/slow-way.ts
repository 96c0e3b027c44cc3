import { createConnection, createServer, type Socket } from "node:net";

/** A way to a server of this machine on which every packet takes its time. */
export interface SlowWay extends AsyncDisposable {
  readonly port: number;
  /** How long a packet takes in each direction from now on. */
  delayMs: number;
}

/** Opens one to `port`. Packets keep their order. */
export async function slowWayTo(port: number): Promise<SlowWay> {
  const sockets = new Set<Socket>();
  const way = { delayMs: 0 };
  const pass = (from: Socket, to: Socket): void => {
    sockets.add(from);
    from.on("data", (packet) => setTimeout(() => void to.write(packet), way.delayMs));
    from.on("error", () => to.destroy());
    from.on("close", () => {
      sockets.delete(from);
      to.destroy();
    });
  };
  const server = createServer((client) => {
    const upstream = createConnection({ port, host: "127.0.0.1" });
    pass(client, upstream);
    pass(upstream, client);
  });
  await new Promise<void>((resolve) => void server.listen(0, "127.0.0.1", resolve));
  const address = server.address();
  if (typeof address !== "object" || address === null) throw new Error("the way has no port");
  return Object.assign(way, {
    port: address.port,
    [Symbol.asyncDispose]: async () => {
      for (const socket of sockets) socket.destroy();
      await new Promise<void>((resolve) => void server.close(() => resolve()));
    },
  });
}
