import type { HttpRequest, HttpResult, HttpTransport } from "../delivery/http/http-transport.ts";
import { asOwnRequest } from "../delivery/http/own-requests.ts";

/**
 * Sends through a transport that may be somebody else's. One that throws or rejects all the same is a failed request;
 * its error is left out, since such errors like to repeat the address, and with it the key.
 */
export async function safeSend(http: HttpTransport, request: HttpRequest, signal?: AbortSignal): Promise<HttpResult> {
  try {
    return await asOwnRequest(() => http.send(request, signal));
  } catch {
    return { kind: "failed", answerLost: true, description: "the HTTP transport failed" };
  }
}
