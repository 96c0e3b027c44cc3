import { createServer, type IncomingHttpHeaders, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { keepIdleConnections } from "./keep-idle-connections.ts";

export interface RecordedRequest {
  method: string;
  path: string;
  headers: IncomingHttpHeaders;
  body: string;
}

/** An answer, or a function that writes (or withholds) one itself. A body that is not text is sent as JSON. */
export type Answer =
  | { status?: number; headers?: Record<string, string>; body?: unknown }
  | ((request: RecordedRequest, response: ServerResponse) => void);

/** A real HTTP server that keeps every request and answers as it is told. */
export class RecordingServer implements AsyncDisposable {
  readonly requests: RecordedRequest[] = [];
  /** Given one after another to the next requests; then `answer` again. */
  readonly nextAnswers: Answer[] = [];
  answer: Answer = { body: { status: "OK" } };
  readonly #server: Server;

  private constructor(server: Server) {
    this.#server = server;
  }

  static async start(): Promise<RecordingServer> {
    const server = createServer((request, response) => {
      const chunks: Buffer[] = [];
      request.on("data", (chunk: Buffer) => chunks.push(chunk));
      request.on("end", () => {
        const recorded = {
          method: request.method ?? "",
          path: request.url ?? "",
          headers: request.headers,
          body: Buffer.concat(chunks).toString(),
        };
        recording.requests.push(recorded);
        write(recording.nextAnswers.shift() ?? recording.answer, recorded, response);
      });
    });
    keepIdleConnections(server);
    const recording = new RecordingServer(server);
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    return recording;
  }

  get url(): string {
    return `http://127.0.0.1:${this.port}`;
  }

  get port(): number {
    return (this.#server.address() as AddressInfo).port;
  }

  /** The newest request's body, read as JSON. */
  get lastBody(): unknown {
    return JSON.parse(this.requests.at(-1)?.body ?? "");
  }

  async close(): Promise<void> {
    this.#server.closeAllConnections();
    await new Promise<void>((resolve) => this.#server.close(() => resolve()));
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.close();
  }
}

function write(answer: Answer, request: RecordedRequest, response: ServerResponse): void {
  if (typeof answer === "function") {
    answer(request, response);
    return;
  }
  const text = typeof answer.body === "string" ? answer.body : JSON.stringify(answer.body ?? { status: "OK" });
  response.writeHead(answer.status ?? 200, { "content-type": "application/json", ...answer.headers });
  response.end(text);
}
