/**
 * Where keys stand: the part of TGTrack's address after its version, fields and headers that are called so. Written
 * plainly or escaped as in JSON; what follows up to the next sign that ends such a value is the key.
 */
const PLACES = [
  /(\/(?:bot-api\/)?v\d+\/)([^/\s"'?#<>\\]+)(?=\/)/gi,
  /((?:api[_-]?token|api[_-]?key|token|secret|password)(?:\\?["'])?\s*(?:=|:|%3[ad])\s*(?:\\?["'])?)([^"'\\&,;\s}\]]+)/gi,
  /((?:bot-tracker-signature|x-telegram-bot-api-secret-token)(?:\\?["'])?\s*[:=]\s*(?:\\?["'])?)([^"'\\,\s}\]]+)/gi,
  /(\bauthorization(?:\\?["'])?\s*[:=]\s*(?:\\?["'])?(?:bearer\s+|basic\s+)?)([^"'\\,\s}\]]+)/gi,
];

/** Hides what stands where a key does, however short, if `isSecret` says so of it. */
export function hidePlaces(
  text: string,
  isSecret: (value: string) => boolean,
  mark: (value: string) => string,
): string {
  let clean = text;
  for (const place of PLACES) {
    clean = clean.replace(place, (whole: string, before: string, value: string) => {
      return isSecret(value) ? before + mark(value) : whole;
    });
  }
  return clean;
}
