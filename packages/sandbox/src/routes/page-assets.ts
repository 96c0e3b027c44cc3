import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { extname } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";

/** Seen from the package's folder, because this file is bundled into another one when the package is published. */
const PAGE_FOLDER = new URL(
  "dist/web/",
  pathToFileURL(createRequire(import.meta.url).resolve("@bot-tracker/sandbox/package.json")),
);

const MEDIA_TYPES: Readonly<Record<string, string>> = {
  ".css": "text/css; charset=utf-8",
  ".js": "text/javascript; charset=utf-8",
  ".md": "text/markdown; charset=utf-8",
  ".svg": "image/svg+xml",
};

export interface PageAsset {
  content: Buffer<ArrayBuffer>;
  mediaType: string;
}

/** The page's own file; undefined in a clone where `build:page` was not run. */
export function readIndex(): string | undefined {
  try {
    return readFileSync(new URL("index.html", PAGE_FOLDER), "utf8");
  } catch {
    return undefined;
  }
}

/** A file of the page by its path below `/page/`; undefined where there is none. */
export function readAsset(path: string): PageAsset | undefined {
  // One plain name, perhaps in assets: there is no way out of the folder.
  if (!/^(?:assets\/)?[\w-][\w.-]*$/.test(path)) return undefined;
  const mediaType = MEDIA_TYPES[extname(path)];
  if (mediaType === undefined) return undefined;
  try {
    return { content: readFileSync(fileURLToPath(new URL(path, PAGE_FOLDER))), mediaType };
  } catch {
    return undefined;
  }
}
