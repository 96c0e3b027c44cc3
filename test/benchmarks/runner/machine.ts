import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { arch, availableParallelism, cpus, platform, release, totalmem } from "node:os";
import { dirname, join } from "node:path";

/** What the figures depend on. */
export interface Machine {
  date: string;
  processor: string;
  cores: number;
  memoryGb: number;
  system: string;
  /** Node's and the peers', by name. */
  versions: Readonly<Record<string, string>>;
}

const PEERS = [
  "grammy",
  "telegraf",
  "node-telegram-bot-api",
  "posthog-node",
  "@segment/analytics-node",
  "undici",
  "p-queue",
  "bullmq",
  "ioredis",
];

export function describeMachine(now: Date): Machine {
  return {
    date: now.toISOString().slice(0, 10),
    processor: cpus()[0]?.model ?? "unknown",
    cores: availableParallelism(),
    memoryGb: Math.round(totalmem() / 1e9),
    system: `${platform()} ${release()} ${arch()}`,
    versions: { node: process.versions.node, ...Object.fromEntries(PEERS.map((name) => [name, versionOf(name)])) },
  };
}

/** By way of its main file, because not every package exports its package.json. */
function versionOf(name: string): string {
  const require = createRequire(import.meta.url);
  for (let folder = dirname(require.resolve(name)); folder !== dirname(folder); folder = dirname(folder)) {
    try {
      const manifest = JSON.parse(readFileSync(join(folder, "package.json"), "utf8"));
      if (manifest.name === name) return String(manifest.version);
    } catch {
      // No package.json in this folder.
    }
  }
  return "unknown";
}
