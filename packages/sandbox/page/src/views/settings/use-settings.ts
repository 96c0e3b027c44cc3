import { useState } from "preact/hooks";
import type { Settings } from "#wire/settings";
import { sendJson } from "../../api/fetch-json.ts";
import { type Loaded, useReply } from "../../api/use-reply.ts";
import { wordsOfFailure } from "../../api/words-of-failure.ts";

export type SettingChanges = Partial<Omit<Settings, "aheadMs">>;

export interface SettingsControl {
  loaded: Loaded<Settings>;
  refusal: string | undefined;
  change(changes: SettingChanges): void;
  advance(byMs: number): void;
}

export function useSettings(): SettingsControl {
  const loaded = useReply<Settings>("/api/settings");
  const [refusal, setRefusal] = useState<string | undefined>();
  const run = (work: Promise<unknown>) => {
    work
      .then(() => setRefusal(undefined))
      .catch((error: unknown) => setRefusal(wordsOfFailure(error)))
      .finally(loaded.reload);
  };
  return {
    loaded,
    refusal,
    change: (changes) => run(sendJson("PATCH", "/api/settings", changes)),
    advance: (byMs) => run(sendJson("POST", "/api/advance", { byMs })),
  };
}
