import type { HttpBindings } from "@hono/node-server";
import type { Context, Hono } from "hono";
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

/** The page, which shows what its address says; undefined in a clone where it was not built. */
export function pageAnswer(status: 200 | 404): Response | undefined {
  const index = readIndex();
  if (index === undefined) return undefined;
  return new Response(index, {
    status,
    headers: { ...HEADERS, "cache-control": "no-store", "content-type": "text/html; charset=UTF-8" },
  });
}

/** Whether a person asks, with a browser's address line, and not a program. */
export function isAskedByPerson({ req }: Context): boolean {
  const isPage = req.method === "GET" && (req.header("accept") ?? "").includes("text/html");
  return isPage && !/^\/(?:api|page)\//.test(req.path);
}

/** The page: its views, which are one HTML file, and the files it loads. */
export function addPageRoutes(app: Hono<{ Bindings: HttpBindings }>): void {
  for (const path of VIEW_PATHS) {
    app.get(path, (context) => {
      // In a clone the page may not be built yet; the plain list of requests needs no build.
      return pageAnswer(200) ?? context.redirect(`/last_events/${new URL(context.req.url).search}`);
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
