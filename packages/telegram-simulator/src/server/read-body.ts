import type { IncomingMessage } from "node:http";

const MIB = 1024 * 1024;
/** Telegram takes uploads up to 50 MB. */
const MAX_UPLOAD_BYTES = 50 * MIB;
/** Of anything but an upload. Telegram's longest calls have a tenth of that. */
const MAX_BODY_BYTES = MIB;
/** All bodies that are being read at the same moment. */
const MAX_UNDER_WAY_BYTES = 64 * MIB;

export type BodyOutcome = { kind: "read"; body: Buffer } | { kind: "too-large" } | { kind: "too-many" };

/** Reads bodies within bounds, for one request and for all that are open. */
export class BodyReader {
  #bytes = 0;

  /** Rejects when the client hangs up in the middle. */
  async read(request: IncomingMessage): Promise<BodyOutcome> {
    const isUpload = /^multipart\/form-data/i.test(request.headers["content-type"] ?? "");
    const maxBytes = isUpload ? MAX_UPLOAD_BYTES : MAX_BODY_BYTES;
    const chunks: Buffer[] = [];
    let taken = 0;
    try {
      for await (const chunk of request as AsyncIterable<Buffer>) {
        if (taken + chunk.byteLength > maxBytes) return { kind: "too-large" };
        if (this.#bytes + chunk.byteLength > MAX_UNDER_WAY_BYTES) return { kind: "too-many" };
        taken += chunk.byteLength;
        this.#bytes += chunk.byteLength;
        chunks.push(chunk);
      }
      return { kind: "read", body: Buffer.concat(chunks) };
    } finally {
      this.#bytes -= taken;
    }
  }
}
