/**
 * A process of its own with a connection. It has something else to do until what it is to see is there, says so, and
 * has nothing to do from then on. Usage: node connection-child.ts <url> <keep|leave> <nothing|up|said|answered>
 */

import { systemPorts } from "../../../packages/core/src/support/ports.ts";
import { RedisConnection } from "../../../packages/redis/src/connection/redis-connection.ts";

const [url = "", keep, awaited] = process.argv.slice(2);
const somethingElse = setTimeout(() => process.exit(1), 150_000);
const see = (what: string): void => {
  if (what !== awaited) return;
  if (what !== "nothing") console.log(what);
  clearTimeout(somethingElse);
};
const said = (): void => see("said");
const connection = new RedisConnection({
  url,
  keepAlive: keep === "keep",
  ports: systemPorts,
  messages: { warn: said, error: said, debug: said, forget: () => {}, hide: () => {} },
});
connection.listen("news", () => {});
connection.onUp((client) => {
  see("up");
  if (awaited !== "answered") return;
  clearTimeout(somethingElse);
  void client.ping().then((answer) => console.log(answer));
});
see("nothing");
process.on("message", () => void connection.close().then(() => process.disconnect()));
process.channel?.unref();
