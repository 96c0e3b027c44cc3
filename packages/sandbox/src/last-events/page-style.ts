import { raw } from "hono/html";

/** Follows the light or dark setting of the browser; a wide table scrolls inside its own box on a phone. */
export const PAGE_STYLE: ReturnType<typeof raw> = raw(`
:root { color-scheme: light dark; font: 16px/1.5 system-ui, sans-serif; }
body { max-width: 75rem; margin: 0 auto; padding: 1rem; }
header { display: flex; flex-wrap: wrap; justify-content: space-between; align-items: baseline; gap: 0 1rem; }
form { display: flex; flex-wrap: wrap; gap: .5rem 1rem; align-items: center; }
.scroll { overflow-x: auto; }
table { border-collapse: collapse; width: 100%; }
th, td { text-align: left; vertical-align: top; padding: .35rem .75rem .35rem 0; border-bottom: 1px solid #8886; }
td p { margin: 0; overflow-wrap: anywhere; }
pre { white-space: pre-wrap; overflow-wrap: anywhere; margin: .25rem 0; }
td pre { max-width: 40ch; }
.refused td { background: #f003; }
.hint { color: GrayText; }
`);
