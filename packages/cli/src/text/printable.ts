/** Text from elsewhere, with control characters replaced so that it cannot steer the terminal. */
export function printable(text: string): string {
  return text.replaceAll(/[^\P{Cc}\n]/gu, "\ufffd");
}
