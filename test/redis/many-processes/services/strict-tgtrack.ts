import { createServer, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { text } from "node:stream/consumers";
import { setTimeout as pass } from "node:timers/promises";
import type { QuotaWindow } from "@bot-tracker/core";
import { busiestWindow } from "../../../faults/measure/busiest-window.ts";
import { keepIdleConnections } from "../../../support/keep-idle-connections.ts";
import { StrictServer } from "../../../support/strict-server.ts";

const LATENCY_MS = { min: 5, max: 60 };

/** What TGTrack acted on. */
export interface Taken {
  userId: string;
  /** What the person sent to the bot, their new status in it, or `sale`. */
  said: string;
}

/**
 * TGTrack as strict as it can be: it counts a request at some moment between its coming and its answer, also one whose
 * sender is gone by then, in fixed and sliding windows.
 */
export class StrictTgtrack implements AsyncDisposable {
  readonly taken: Taken[] = [];
  readonly #windows: readonly QuotaWindow[];
  readonly #random: () => number;
  readonly #strict: StrictServer;
  readonly #server: Server;
  readonly #users = new Set<string>();
  readonly #listeners = new Set<() => void>();
  /** Of every request, refused ones included. */
  readonly #countedAtMs: number[] = [];

  private constructor(windows: readonly QuotaWindow[], random: () => number) {
    this.#windows = windows;
    this.#random = random;
    this.#strict = new StrictServer(windows, random() * 60_000);
    this.#server = createServer(async (request, response) => {
      try {
        await this.#answer(await text(request), response);
      } catch {
        // Its sender was killed before all of it was here.
        response.destroy();
      }
    });
  }

  static async open(windows: readonly QuotaWindow[], random: () => number): Promise<StrictTgtrack> {
    const tgtrack = new StrictTgtrack(windows, random);
    keepIdleConnections(tgtrack.#server);
    await new Promise<void>((resolve) => tgtrack.#server.listen(0, "127.0.0.1", resolve));
    return tgtrack;
  }

  get url(): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}/v1`;
  }

  /** Answers with 429. */
  get refused(): number {
    return this.#strict.refused;
  }

  /** People whose start has arrived. */
  get users(): ReadonlySet<string> {
    return this.#users;
  }

  /** The most requests that came within each window, wherever it begins. */
  get busiest(): { most: number; window: QuotaWindow }[] {
    return this.#windows.map((window) => ({ most: busiestWindow(this.#countedAtMs, window.perMs), window }));
  }

  /** Resolves when `isTrue`, which is asked again at each request. */
  waitUntil(isTrue: () => boolean): Promise<void> {
    return new Promise((resolve) => {
      const look = (): void => {
        if (!isTrue()) return;
        this.#listeners.delete(look);
        resolve();
      };
      this.#listeners.add(look);
      look();
    });
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#server.closeAllConnections();
    await new Promise<void>((resolve) => this.#server.close(() => resolve()));
  }

  async #answer(body: string, response: ServerResponse): Promise<void> {
    await this.#linger();
    const nowMs = performance.now();
    this.#countedAtMs.push(nowMs);
    const isTaken = this.#strict.take(nowMs);
    if (isTaken) {
      const {
        message,
        my_chat_member: membership,
        user_id: buyer,
      } = JSON.parse(body) as {
        message?: { from?: { id?: number }; text?: string };
        my_chat_member?: { from?: { id?: number }; new_chat_member?: { status?: string } };
        user_id?: string | number;
      };
      const userId = String(message?.from?.id ?? membership?.from?.id ?? buyer);
      const said = buyer === undefined ? (message?.text ?? membership?.new_chat_member?.status ?? "") : "sale";
      this.taken.push({ userId, said });
      if (message !== undefined) this.#users.add(userId);
    }
    for (const listener of [...this.#listeners]) listener();
    await this.#linger();
    const refusal = { status: "error", error_code: 429, error_description: "limit exceeded, try later" };
    response.writeHead(isTaken ? 200 : 429, { "content-type": "application/json" });
    response.end(JSON.stringify(isTaken ? { status: "OK" } : refusal));
  }

  async #linger(): Promise<void> {
    await pass(LATENCY_MS.min + this.#random() * (LATENCY_MS.max - LATENCY_MS.min));
  }
}
