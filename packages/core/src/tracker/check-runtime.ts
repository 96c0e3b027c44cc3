import { TrackerConfigError } from "../errors/tracker-config-error.ts";

const OLDEST = { major: 22, minor: 19 };

/**
 * On an older Node the HTTP client does not start, and nothing would ever be sent.
 *
 * @throws {TrackerConfigError} naming both versions
 */
export function checkRuntime(nodeVersion: string): void {
  const [major = 0, minor = 0] = nodeVersion.split(".").map(Number);
  if (major > OLDEST.major || (major === OLDEST.major && minor >= OLDEST.minor)) return;
  throw new TrackerConfigError(
    `Bot Tracker needs Node ${OLDEST.major}.${OLDEST.minor} or newer, and this is Node ${nodeVersion}. ` +
      "Update Node, or set BOT_TRACKER_DISABLED=1 to run without tracking.",
  );
}
