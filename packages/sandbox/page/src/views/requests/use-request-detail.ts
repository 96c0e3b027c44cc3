import { useEffect, useState } from "preact/hooks";
import type { RequestDetail } from "#wire/requests";
import { ApiError } from "../../api/api-error.ts";
import { fetchJson } from "../../api/fetch-json.ts";

/** The whole of a request. It is asked for once, as it never changes. */
export function useRequestDetail(id: number): { detail?: RequestDetail; error?: ApiError } {
  const [state, setState] = useState<{ detail?: RequestDetail; error?: ApiError }>({});
  useEffect(() => {
    const abort = new AbortController();
    fetchJson<RequestDetail>(`/api/page/requests/${id}`, { signal: abort.signal }).then(
      (detail) => setState({ detail }),
      (error: unknown) => {
        if (!abort.signal.aborted)
          setState({ error: error instanceof ApiError ? error : new ApiError(0, String(error)) });
      },
    );
    return () => abort.abort();
  }, [id]);
  return state;
}
