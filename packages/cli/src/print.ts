import type { CliPorts } from "./cli-ports.ts";

const WIDTH_WITHOUT_TERMINAL = 100;

export function printJson({ stdout }: Pick<CliPorts, "stdout">, value: unknown): void {
  stdout.write(`${JSON.stringify(value, null, 2)}\n`);
}

export function printText({ stdout }: Pick<CliPorts, "stdout">, text: string): void {
  stdout.write(`${text}\n`);
}

/** The longest line to print. Longer ones are hard to read, however wide the terminal is. */
export function widthOf({ stdout }: Pick<CliPorts, "stdout">): number {
  return Math.min(stdout.columns ?? WIDTH_WITHOUT_TERMINAL, WIDTH_WITHOUT_TERMINAL);
}
