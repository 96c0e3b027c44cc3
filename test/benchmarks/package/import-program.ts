/**
 * The source of a program that imports a framework, then its adapter, and prints how many milliseconds each took. It is
 * run as it stands from a folder that has both, because Node strips no types of packages.
 */
export function importProgram(framework: string, adapter: string): string {
  return `
const beganMs = performance.now();
await import(${JSON.stringify(framework)});
const frameworkMs = performance.now() - beganMs;
const { createTracker } = await import(${JSON.stringify(adapter)});
const adapterMs = performance.now() - beganMs - frameworkMs;
createTracker({ tgtrack: { apiKey: "benchmark", url: "http://127.0.0.1:9" }, outbox: "memory" });
const createMs = performance.now() - beganMs - frameworkMs - adapterMs;
console.log(JSON.stringify({ frameworkMs, adapterMs, createMs }));
`;
}
