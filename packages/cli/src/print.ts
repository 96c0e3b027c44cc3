import { printable, printableJson } from "@bot-tracker/core/outbox-kit";
import type { CliPorts } from "./cli-ports.ts";

const WIDTH_WITHOUT_TERMINAL = 100;

export function printJson({ stdout }: Pick<CliPorts, "stdout">, value: unknown): void {
  stdout.write(`${printableJson(value, 2)}\n`);
}

export function printText({ stdout }: Pick<CliPorts, "stdout">, text: string): void {
  stdout.write(`${printable(text)}\n`);
}

/** The longest line to print. Longer ones are hard to read, however wide the terminal is. */
export function widthOf({ stdout }: Pick<CliPorts, "stdout">): number {
  return Math.min(stdout.columns ?? WIDTH_WITHOUT_TERMINAL, WIDTH_WITHOUT_TERMINAL);
}
