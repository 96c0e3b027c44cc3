import type { buildConnector } from "undici";

/** Makes connections that never keep the process alive, in use or not. */
export function looseConnector(connect: buildConnector.connector): buildConnector.connector {
  return (options, callback) =>
    connect(options, (...result) => {
      const [, socket] = result;
      // Its types promise null, and it gives nothing, where no connection could be made.
      if (socket) {
        socket.unref();
        // undici takes hold of a socket for as long as a request is under way on it.
        socket.ref = () => socket;
      }
      callback(...result);
    });
}
