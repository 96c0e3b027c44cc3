/** Whether a parameter of the Bot API is true. A form carries words. */
export function isTrue(value: unknown): boolean {
  return value === true || value === "true";
}
