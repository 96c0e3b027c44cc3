import { accessSync, constants } from "node:fs";

const USUAL_PLACES = ["/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome"];

/** What to do where there is no browser, for the one line that says why tests were skipped. */
export const HOW_TO_INSTALL =
  "Install one (Debian: apt-get install chromium), or name its program in CHROMIUM_PATH, to run them.";

/** Where Chromium or Chrome is; null where neither is found. `CHROMIUM_PATH` beats the usual places. */
export function findChromium({ CHROMIUM_PATH: named }: Readonly<Record<string, string | undefined>>): string | null {
  const places = named === undefined || named === "" ? USUAL_PLACES : [named];
  return places.find(isProgram) ?? null;
}

function isProgram(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}
