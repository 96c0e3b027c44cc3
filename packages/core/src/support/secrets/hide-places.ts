/** In an address, or what a field, a header or a part of a form holds. */
export type PlaceKind = "path" | "field";

/**
 * Where keys stand: the part of TGTrack's address after its version, fields and headers that are called so. Written
 * plainly or escaped as in JSON; what follows up to the next sign that ends such a value is the key.
 */
const PLACES: readonly (readonly [kind: PlaceKind, place: RegExp])[] = [
  ["path", /(\/(?:bot-api\/)?v\d+\/)([^/\s"'?#<>\\]+)(?=\/)/gi],
  [
    "field",
    /((?:api[_-]?token|api[_-]?key|token|secret|password)(?:\\?["'])?\s*(?:=|:|%3[ad])\s*(?:\\?["'])?)([^"'\\&,;\s}\]]+)/gi,
  ],
  [
    "field",
    /((?:bot-tracker-signature|x-telegram-bot-api-secret-token)(?:\\?["'])?\s*[:=]\s*(?:\\?["'])?)([^"'\\,\s}\]]+)/gi,
  ],
  ["field", /(\bauthorization(?:\\?["'])?\s*[:=]\s*(?:\\?["'])?(?:bearer\s+|basic\s+)?)([^"'\\,\s}\]]+)/gi],
  // A part of a form of several parts.
  [
    "field",
    /(name="?(?:api[_-]?token|api[_-]?key|token|secret|password)"?[^\r\n]*(?:\r?\n[^\r\n]+)*\r?\n\r?\n)([^\r\n]+)/gi,
  ],
];

/**
 * Hides what stands where a key does, however short, if `isSecret` says so of it. `before` is what makes it such a
 * place, up to the value: `"token":"`, say.
 */
export function hidePlaces(
  text: string,
  isSecret: (value: string, kind: PlaceKind, before: string) => boolean,
  mark: (value: string, before: string) => string,
): string {
  let clean = text;
  for (const [kind, place] of PLACES) {
    clean = clean.replace(place, (whole: string, before: string, value: string) => {
      return isSecret(value, kind, before) ? before + mark(value, before) : whole;
    });
  }
  return clean;
}
