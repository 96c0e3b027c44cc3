/** A fenced block: the language after the fence, the lines inside, and the line of the file it begins on. */
export interface CodeBlock {
  language: string;
  code: string;
  line: number;
}

export function codeBlocks(markdown: string): CodeBlock[] {
  const blocks: CodeBlock[] = [];
  let open: { language: string; line: number; lines: string[] } | undefined;
  for (const [index, text] of markdown.split("\n").entries()) {
    const fence = /^```(\S*)\s*$/.exec(text);
    if (open === undefined) {
      if (fence !== null) open = { language: fence[1] ?? "", line: index + 2, lines: [] };
    } else if (fence === null) open.lines.push(text);
    else {
      blocks.push({ language: open.language, line: open.line, code: open.lines.join("\n") });
      open = undefined;
    }
  }
  if (open !== undefined) throw new Error(`The code block of line ${open.line} has no end.`);
  return blocks;
}

/** Prose only: what stands in code blocks is no link and no heading. */
export function withoutCodeBlocks(markdown: string): string {
  return markdown.replaceAll(/^```[\s\S]*?^```/gm, "");
}

/** The targets of all links that stay in the repository, such as `docs/design.md` and `#privacy`. */
export function localLinks(markdown: string): string[] {
  const targets = [...withoutCodeBlocks(markdown).matchAll(/\]\(([^)\s]+)\)/g)].map(([, target = ""]) => target);
  return targets.filter((target) => !/^[a-z]+:/.test(target));
}

/** The anchors that headings get: lower case, without punctuation, hyphens for spaces. */
export function anchors(markdown: string): Set<string> {
  const headings = withoutCodeBlocks(markdown).matchAll(/^#+ (.+)$/gm);
  return new Set(
    [...headings].map(([, heading = ""]) =>
      heading
        .toLowerCase()
        .replaceAll(/[^\p{L}\p{N}\s_-]/gu, "")
        .replaceAll(" ", "-"),
    ),
  );
}

/** Names in capitals with an underscore, as environment variables have them. */
export function variableNames(text: string): Set<string> {
  return new Set(text.match(/\b[A-Z][A-Z0-9]*(?:_[A-Z0-9]+)+\b/g));
}

/** The rows of all tables, each as its cells, with the line under the heads left out. */
export function tables(markdown: string): string[][][] {
  const found = withoutCodeBlocks(markdown).matchAll(/(?:^\|.*\|$\n?)+/gm);
  return [...found].map(([table]) =>
    table
      .trim()
      .split("\n")
      .filter((row) => !/^[|\s:]*-[|\s:-]*$/.test(row))
      .map((row) =>
        row
          .slice(1, -1)
          .split(/(?<!\\)\|/)
          .map((cell) => cell.trim()),
      ),
  );
}

const HASH_COMMENTS = ["sh", "yaml", "ini", "dockerfile"];

/**
 * Code with its comments, blank lines and indentation left out, so that two languages' examples can be compared. Of a
 * `diagram` its arrows are left: its words are prose.
 */
export function withoutComments({ language, code }: CodeBlock): string {
  if (language === "diagram") return code.replaceAll(/[\p{L}\p{N}\p{P} ]/gu, "");
  const comment = HASH_COMMENTS.includes(language) ? /(^|\s)#.*$/gm : /(^|\s)\/\/.*$|\/\*\*.*?\*\//gm;
  const lines = code.replaceAll(comment, "").split("\n");
  return lines
    .map((line) => line.trim())
    .filter((line) => line !== "")
    .join("\n");
}
