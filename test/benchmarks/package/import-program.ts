/**
 * The source of a program that imports a framework, then its adapter, makes a tracker, and prints how many milliseconds
 * each took; for the adapter also in processor time, which a busy machine lengthens less. It is run as it stands from a
 * folder that has both packages, because Node strips no types of packages.
 */
export function importProgram(framework: string, adapter: string): string {
  return `
const beganMs = performance.now();
await import(${JSON.stringify(framework)});
const frameworkMs = performance.now() - beganMs;
const usedBefore = process.cpuUsage();
const { createTracker } = await import(${JSON.stringify(adapter)});
const adapterMs = performance.now() - beganMs - frameworkMs;
const used = process.cpuUsage(usedBefore);
createTracker({ tgtrack: { apiKey: "benchmark", url: "http://127.0.0.1:9" }, outbox: "memory" });
const createMs = performance.now() - beganMs - frameworkMs - adapterMs;
console.log(JSON.stringify({ frameworkMs, adapterMs, adapterCpuMs: (used.user + used.system) / 1000, createMs }));
`;
}
