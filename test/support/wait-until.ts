import { setTimeout as pass } from "node:timers/promises";
import { GENEROUS } from "./generous.ts";

const LOOK_EVERY_MS = 10;

/** Resolves when `isTrue`. @throws {Error} as a rejection after a generous time, naming what was waited for */
export async function waitUntil(what: string, isTrue: () => boolean): Promise<void> {
  const untilMs = performance.now() + GENEROUS.timeoutMs;
  while (!isTrue()) {
    if (performance.now() > untilMs) throw new Error(`Waited ${GENEROUS.timeoutMs / 1_000} s in vain for ${what}.`);
    await pass(LOOK_EVERY_MS);
  }
}
