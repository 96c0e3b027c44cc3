import { ApiError } from "./api-error.ts";

export type Params = Readonly<Record<string, string | number | boolean | readonly string[] | null | undefined>>;

/** The path with those parameters that are set; an array gives one parameter for each of its values. */
export function pathWith(path: string, params: Params = {}): string {
  const query = new URLSearchParams();
  for (const [name, value] of Object.entries(params)) {
    if (value === undefined || value === null || value === "") continue;
    for (const each of typeof value === "object" ? value : [value]) query.append(name, String(each));
  }
  const text = query.toString();
  return text === "" ? path : `${path}?${text}`;
}

/** @throws {ApiError} as a rejection, with the sandbox's own words; where there are none, as from a proxy, the status. */
export async function fetchJson<Reply>(path: string, init: RequestInit = {}): Promise<Reply> {
  const response = await fetch(path, init).catch((error: unknown) => {
    if (init.signal?.aborted) throw error;
    throw new ApiError(0, "");
  });
  const body: unknown =
    response.status === 204
      ? undefined
      : await response.json().catch((error: unknown) => {
          // Given up halfway is no reply, not an empty one.
          if (init.signal?.aborted) throw error;
        });
  if (response.ok) return body as Reply;
  const message =
    typeof body === "object" && body !== null && "error" in body ? String(body.error) : `HTTP ${response.status}`;
  throw new ApiError(response.status, message);
}

export function sendJson<Reply = undefined>(
  method: "POST" | "PATCH" | "DELETE",
  path: string,
  body?: object,
): Promise<Reply> {
  return fetchJson<Reply>(path, {
    method,
    headers: { "content-type": "application/json" },
    ...(body !== undefined && { body: JSON.stringify(body) }),
  });
}
