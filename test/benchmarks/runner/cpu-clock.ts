/** The CPU time that this process has used, all of its threads together, in nanoseconds. */
export function cpuNs(): number {
  const { user, system } = process.cpuUsage();
  return (user + system) * 1_000;
}
