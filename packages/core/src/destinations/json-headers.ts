import { OWN_AGENT } from "../delivery/http/own-requests.ts";

/** What every request to a service carries. A fresh object each time, since a dispatcher may add to it. */
export function jsonHeaders(): Record<string, string> {
  return { "content-type": "application/json", accept: "application/json", "user-agent": OWN_AGENT };
}
