/** The media type without its parameters, in lower case; empty when there is none. */
export function mediaTypeOf(headers: Readonly<Record<string, string>>): string {
  return headers["content-type"]?.split(";", 1)[0]?.trim().toLowerCase() ?? "";
}
