import { useState } from "preact/hooks";
import type { KeyState } from "#wire/keys";
import { sendJson } from "../../api/fetch-json.ts";
import { useStatus } from "../../api/status.tsx";
import { wordsOfFailure } from "../../api/words-of-failure.ts";
import { useTexts } from "../../i18n/language.tsx";
import { ServiceMark } from "../../ui/service-mark.tsx";
import { TextField } from "../../ui/text-field.tsx";
import { ChosenField } from "../faults/chosen-field.tsx";
import { SETTINGS_TEXTS } from "./settings-texts.ts";

type Told = { kind: "nothing" } | { kind: "added" } | { kind: "wrong"; words: string };

/** Registers a key, or changes what it may do. */
export function KeysCard() {
  const texts = useTexts(SETTINGS_TEXTS);
  const seen = useStatus().reply?.keys ?? [];
  const [key, setKey] = useState("");
  const [state, setState] = useState<KeyState>("active");
  const [told, setTold] = useState<Told>({ kind: "nothing" });
  const add = () => {
    if (key.trim() === "") return setTold({ kind: "wrong", words: texts.keyMissing });
    sendJson("POST", "/api/keys", { key: key.trim(), state }).then(
      () => {
        setKey("");
        setTold({ kind: "added" });
      },
      (error: unknown) => setTold({ kind: "wrong", words: wordsOfFailure(error) }),
    );
  };
  return (
    <section class="card settings" aria-label={texts.keys}>
      <h2>{texts.keys}</h2>
      <p class="hint muted">{texts.keysHint}</p>
      <form
        class="key-form"
        onSubmit={(event) => {
          event.preventDefault();
          add();
        }}
      >
        <TextField
          label={texts.newKey}
          value={key}
          verbatim
          error={told.kind === "wrong" ? told.words : undefined}
          onInput={(typed) => {
            setKey(typed);
            setTold({ kind: "nothing" });
          }}
        />
        <ChosenField
          label={texts.keyState}
          value={state}
          options={(["active", "expired", "read-only"] as const).map((value) => ({
            value,
            text: texts.keyStates[value],
          }))}
          onChange={(chosen) => setState(chosen)}
        />
        <button type="submit" class="button">
          {texts.addKey}
        </button>
      </form>
      <p role="status" class="told">
        {told.kind === "added" && <span class="badge good">{texts.keyAdded}</span>}
      </p>
      {seen.length > 0 && (
        <div class="keys-seen">
          <h3>{texts.keysSeen}</h3>
          <ul>
            {seen.map(({ id, label, services }) => (
              <li key={id}>
                <code>{label}</code>
                {services.map((service) => (
                  <ServiceMark key={service} service={service} />
                ))}
              </li>
            ))}
          </ul>
        </div>
      )}
    </section>
  );
}
