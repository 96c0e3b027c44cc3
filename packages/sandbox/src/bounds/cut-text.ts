/**
 * A text with no more than `maxChars` characters, its end replaced by `…` where it had more. What is cut is copied: V8
 * would otherwise keep the whole text, which may have a megabyte, alive for its beginning.
 */
export function cutText(text: string, maxChars: number): string {
  if (text.length <= maxChars) return text;
  return `${Buffer.from(text.slice(0, maxChars - 1), "utf8").toString("utf8")}…`;
}
