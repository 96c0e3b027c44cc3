/** A process of its own with a link. Usage: node link-child.ts <url> <keep|leave> <up|said>; it says so when that is reached. */

import { systemPorts } from "../../packages/core/src/ports.ts";
import { RedisLink } from "../../packages/redis/src/link/redis-link.ts";

const [url = "", keep, until] = process.argv.slice(2);
const say = (): void => {
  if (until === "said") console.log("said");
};
const link = new RedisLink({
  url,
  keepAlive: keep === "keep",
  ports: systemPorts,
  messages: { warn: say, error: say, debug: say, forget: () => {}, hide: () => {} },
});
link.listen("news", () => {});
link.onUp(() => {
  if (until === "up") console.log("up");
});
process.on("message", () => void link.close().then(() => process.disconnect()));
process.channel?.unref();
