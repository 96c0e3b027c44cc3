import type { HttpBindings } from "@hono/node-server";
import type { Hono } from "hono";
import { VIEWS } from "../wire/views.ts";
import { readAsset, readIndex } from "./page-assets.ts";

/** The addresses at which the page answers. */
export const VIEW_PATHS: readonly string[] = VIEWS.flatMap(({ path, below }) =>
  below === undefined ? [path] : [path, below],
);

const HEADERS = {
  // Nothing external may load, and no script but the page's own files may run.
  "content-security-policy":
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; " +
    "form-action 'none'; base-uri 'none'; frame-ancestors 'none'",
  "referrer-policy": "no-referrer",
  "x-content-type-options": "nosniff",
};

/** The page: its views, which are one HTML file, and the files it loads. */
export function addPageRoutes(app: Hono<{ Bindings: HttpBindings }>): void {
  for (const path of VIEW_PATHS) {
    app.get(path, (context) => {
      const index = readIndex();
      // In a clone the page may not be built yet; the plain list of requests needs no build.
      if (index === undefined) return context.redirect(`/last_events/${new URL(context.req.url).search}`);
      return context.html(index, 200, { ...HEADERS, "cache-control": "no-store" });
    });
  }
  app.get("/page/*", (context) => {
    const path = context.req.path.slice("/page/".length);
    const asset = readAsset(path);
    if (asset === undefined) return context.json({ error: "The page has no such file." }, 404);
    // The names in assets hold a hash of what is in them.
    const cacheControl = path.startsWith("assets/") ? "private, max-age=31536000, immutable" : "no-cache";
    return context.body(asset.content, 200, {
      ...HEADERS,
      "content-type": asset.mediaType,
      "cache-control": cacheControl,
    });
  });
}
