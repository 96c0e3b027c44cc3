import { nodeFs } from "./node-fs.ts";

/** Gives the file at a path another name, with what was written last and may still stand beside it. Gives the name. */
export function moveAside(path: string, why: "damaged" | "replaced", nowMs: number): string {
  const { existsSync, renameSync, rmSync } = nodeFs();
  const aside = asidePath(path, why, nowMs);
  for (const end of ["", "-wal"]) if (existsSync(path + end)) renameSync(path + end, aside + end);
  rmSync(`${path}-shm`, { force: true });
  return aside;
}

function asidePath(path: string, why: string, nowMs: number): string {
  const time = new Date(nowMs).toISOString().replaceAll(/[-:]|\.\d+/g, "");
  const stem = `${path.replace(/\.sqlite$/, "")}.${why}-${time}`;
  for (let copy = 1; ; copy++) {
    const aside = `${stem}${copy === 1 ? "" : `-${copy}`}.sqlite`;
    if (!nodeFs().existsSync(aside)) return aside;
  }
}
