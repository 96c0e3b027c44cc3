import { expect, it, onTestFinished, vi } from "vitest";
import { fetchJson } from "../../../../packages/sandbox/page/src/api/fetch-json.ts";

it("a reply given up while its body comes is refused, not taken for an empty one", async () => {
  const abort = new AbortController();
  const reading = Promise.withResolvers<void>();
  const body = new ReadableStream(
    {
      start: (stream) => abort.signal.addEventListener("abort", () => stream.error(abort.signal.reason)),
      pull: () => reading.resolve(),
    },
    { highWaterMark: 0 },
  );
  vi.stubGlobal("fetch", () => Promise.resolve(new Response(body)));
  onTestFinished(() => void vi.unstubAllGlobals());

  const reply = fetchJson("/api/page/status", { signal: abort.signal });
  await reading.promise;
  abort.abort();
  await expect(reply).rejects.toBe(abort.signal.reason);
});

it("a refusal is told in the sandbox's own words, and one without words by its status", async () => {
  const answers = [
    Response.json({ error: "There is no such link." }, { status: 404 }),
    new Response("<h1>Bad Gateway</h1>", { status: 502 }),
  ];
  vi.stubGlobal("fetch", () => Promise.resolve(answers.shift()));
  onTestFinished(() => void vi.unstubAllGlobals());

  await expect(fetchJson("/api/page/links")).rejects.toMatchObject({ status: 404, message: "There is no such link." });
  await expect(fetchJson("/api/page/links")).rejects.toMatchObject({ status: 502, message: "HTTP 502" });
});
