/** Text from elsewhere, without what would steer the terminal. */
export function printable(text: string): string {
  return text.replaceAll(/[^\P{Cc}\n]/gu, "\ufffd");
}
