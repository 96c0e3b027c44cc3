/** Drawn on a grid of 20 by 20, in the colour of the text beside it. */
const PATHS = {
  requests: "M3 5h14M3 10h14M3 15h9",
  chat: "M3 4h14v10H9l-4 3v-3H3z",
  phone: "M5 2.5h3l1.5 4-2 1.5a9 9 0 0 0 4.5 4.5l1.5-2 4 1.5v3a2 2 0 0 1-2.2 2A14 14 0 0 1 3 4.7a2 2 0 0 1 2-2.2z",
  picture: "M3 4h14v12H3zM3 13l4-4 4 4 2-2 4 4M13 8.2v.1",
  file: "M5 2.5h7l3.5 3.5v11.5H5zM12 2.5V6h3.5",
  overview: "M3 16V9m5 7V4m5 12v-5m4 5V7",
  sources: "M10 3a7 7 0 1 0 7 7h-7z M13 2.6A7 7 0 0 1 17.4 7H13z",
  funnel: "M3 4h14l-5.5 6.5V16l-3 1.5v-7z",
  people:
    "M7.5 9.5a3 3 0 1 0 0-6 3 3 0 0 0 0 6zM2 16.5c.5-3 2.7-4.5 5.5-4.5s5 1.5 5.5 4.5M13.5 4a3 3 0 0 1 0 5.5M15 12.3c1.6.6 2.7 2 3 4.2",
  links: "M8.5 11.5a3.5 3.5 0 0 0 5 0l3-3a3.5 3.5 0 0 0-5-5l-1 1M11.5 8.5a3.5 3.5 0 0 0-5 0l-3 3a3.5 3.5 0 0 0 5 5l1-1",
  faults: "M11 2.5 4 11.5h5.5L9 17.5l7-9h-5.5z",
  settings: "M3 6h7m4 0h3M3 14h3m4 0h7M12 3.5v5M8 11.5v5",
  copy: "M7 7V4h9v9h-3M4 7h9v9H4z",
  check: "M4 10.5l4 4 8-9",
  close: "M5 5l10 10M15 5L5 15",
  search: "M9 15A6 6 0 1 0 9 3a6 6 0 0 0 0 12zM13.5 13.5 17 17",
  download: "M10 3v9m-4-4 4 4 4-4M4 16.5h12",
  up: "M5 12l5-5 5 5",
  down: "M5 8l5 5 5-5",
  right: "M8 5l5 5-5 5",
  warning: "M10 3 18 17H2zM10 8v4m0 2.5v.1",
  more: "M4.2 9.2a.8.8 0 1 0 0 1.6.8.8 0 0 0 0-1.6zM10 9.2a.8.8 0 1 0 0 1.6.8.8 0 0 0 0-1.6zM15.8 9.2a.8.8 0 1 0 0 1.6.8.8 0 0 0 0-1.6z",
  silence: "M10 17.5a7.5 7.5 0 1 0 0-15 7.5 7.5 0 0 0 0 15zM4.7 4.7l10.6 10.6",
  moon: "M16.5 12A7 7 0 0 1 8 3.5a7 7 0 1 0 8.5 8.5z",
  sun: "M10 13.5a3.5 3.5 0 1 0 0-7 3.5 3.5 0 0 0 0 7zM10 2v2m0 12v2M2 10h2m12 0h2M4.3 4.3l1.4 1.4m8.6 8.6 1.4 1.4M4.3 15.7l1.4-1.4m8.6-8.6 1.4-1.4",
} as const;

export type IconName = keyof typeof PATHS;

/** A picture beside words that say the same, so it is hidden from screen readers. */
export function Icon({ name }: { name: IconName }) {
  return (
    <svg width="20" height="20" viewBox="0 0 20 20" aria-hidden="true" focusable="false">
      <path
        d={PATHS[name]}
        fill="none"
        stroke="currentColor"
        stroke-width="1.6"
        stroke-linecap="round"
        stroke-linejoin="round"
      />
    </svg>
  );
}
