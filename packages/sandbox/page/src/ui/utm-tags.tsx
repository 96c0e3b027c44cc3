import "./utm-tags.css";

interface Utm {
  source?: string;
  medium?: string;
  campaign?: string;
  content?: string;
  term?: string;
}

const ORDER = ["source", "medium", "campaign", "content", "term"] as const;

/** The UTM fields that are set, each with its name; nothing where none is. */
export function UtmTags({ utm }: { utm: Utm }) {
  const set = ORDER.filter((field) => (utm[field] ?? "") !== "");
  if (set.length === 0) return null;
  return (
    <ul class="utm-tags">
      {set.map((field) => (
        <li key={field}>
          <span>{field}</span> {utm[field]}
        </li>
      ))}
    </ul>
  );
}
