/**
 * Whether a page of another site made a browser send this. It can send a form anywhere without asking first; that it
 * cannot read the answer would not help what is recorded here, or a bot whose limits are used up.
 */
export function isFromElsewhere(header: (name: string) => string | undefined): boolean {
  const site = header("sec-fetch-site");
  if (site !== undefined && site !== "same-origin" && site !== "none") return true;
  const origin = header("origin");
  return origin !== undefined && hostOf(origin) !== header("host");
}

function hostOf(origin: string): string | undefined {
  return URL.canParse(origin) ? new URL(origin).host : undefined;
}
