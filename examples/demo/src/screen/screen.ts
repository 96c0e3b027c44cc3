/** Where the demo prints. */
export interface Screen {
  /** Shows the progress: `lines` where they can be redrawn, otherwise `summary`. */
  progress(lines: readonly string[], summary: string): void;
  print(text: string): void;
}

/** What the demo needs of `process.stdout`. */
export interface Output {
  write(text: string): unknown;
  /** Only a terminal has a width, and some do not know theirs (0). */
  readonly columns?: number;
}

const UP_AND_CLEAR = "\u001b[1A\u001b[2K";

/** Draws each progress over the last one. */
export function terminalScreen(output: Output): Screen {
  let drawn = 0;
  return {
    progress(lines) {
      // A line that wraps would take two rows, and the next drawing would leave one of them behind.
      const fitting = lines.map((line) => [...line].slice(0, (output.columns || 80) - 1).join(""));
      output.write(`${UP_AND_CLEAR.repeat(drawn)}${fitting.join("\n")}\n`);
      drawn = lines.length;
    },
    print(text) {
      output.write(`${text}\n`);
      drawn = 0;
    },
  };
}

/** Writes a line of progress every `everyMs`, for logs and pipes. */
export function plainScreen(output: Output, everyMs: number, nowMs: () => number): Screen {
  let saidAtMs = Number.NEGATIVE_INFINITY;
  return {
    progress(_lines, summary) {
      if (nowMs() - saidAtMs < everyMs) return;
      saidAtMs = nowMs();
      output.write(`${summary}\n`);
    },
    print: (text) => void output.write(`${text}\n`),
  };
}
