import { NamedValues } from "./named-values.tsx";

interface Utm {
  source?: string;
  medium?: string;
  campaign?: string;
  content?: string;
  term?: string;
}

const ORDER = ["source", "medium", "campaign", "content", "term"] as const;

/** The UTM fields that are set; nothing where none is. */
export function UtmTags({ utm }: { utm: Utm }) {
  const values = ORDER.map((name) => ({ name, value: utm[name] ?? "" }));
  return <NamedValues values={values.filter(({ value }) => value !== "")} />;
}
