import { useState } from "preact/hooks";
import type { Fault } from "#wire/fault";
import type { FaultsReply } from "#wire/faults";
import { ApiError } from "../../api/api-error.ts";
import { sendJson } from "../../api/fetch-json.ts";
import { type Loaded, useReply } from "../../api/use-reply.ts";
import { wordsOfFailure } from "../../api/words-of-failure.ts";

export interface Faults {
  loaded: Loaded<FaultsReply>;
  /** Why the last one could not be switched on. */
  refusal: string | undefined;
  /** Says whether it was. */
  switchOn(fault: Fault): Promise<boolean>;
  switchOff(ids: readonly number[]): void;
  switchAllOff(): void;
}

export function useFaults(): Faults {
  const loaded = useReply<FaultsReply>("/api/page/faults");
  const [refusal, setRefusal] = useState<string | undefined>();
  const run = async (work: () => Promise<unknown>): Promise<boolean> => {
    try {
      await work();
      setRefusal(undefined);
      return true;
    } catch (error) {
      // One that is over by the time it is switched off is what was wanted.
      if (!(error instanceof ApiError && error.status === 404)) {
        setRefusal(wordsOfFailure(error));
      }
      return false;
    } finally {
      loaded.reload();
    }
  };
  return {
    loaded,
    refusal,
    switchOn: (fault) => run(() => sendJson("POST", "/api/faults", fault)),
    switchOff: (ids) => void run(() => Promise.all(ids.map((id) => sendJson("DELETE", `/api/faults/${id}`)))),
    switchAllOff: () => void run(() => sendJson("DELETE", "/api/faults")),
  };
}
