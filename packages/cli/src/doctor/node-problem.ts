const OLDEST = { major: 22, minor: 19 };

/** Why Bot Tracker cannot run on this version of Node, or undefined. Must itself run on an older Node. */
export function nodeProblem(version: string): string | undefined {
  const [major = 0, minor = 0] = version.split(".").map(Number);
  if (major > OLDEST.major || (major === OLDEST.major && minor >= OLDEST.minor)) return undefined;
  return `Bot Tracker needs Node ${OLDEST.major}.${OLDEST.minor} or newer, but this is Node ${version}.`;
}
