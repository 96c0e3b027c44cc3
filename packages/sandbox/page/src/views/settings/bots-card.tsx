import { useState } from "preact/hooks";
import type { KeyLabel } from "#wire/status";
import { sendJson } from "../../api/fetch-json.ts";
import { useStatus } from "../../api/status.tsx";
import { wordsOfFailure } from "../../api/words-of-failure.ts";
import { useTexts } from "../../i18n/language.tsx";
import { ServiceMark } from "../../ui/service-mark.tsx";
import { TextField } from "../../ui/text-field.tsx";
import { SETTINGS_TEXTS } from "./settings-texts.ts";

/** What the bots are called: requests name them by their keys only. */
export function BotsCard() {
  const texts = useTexts(SETTINGS_TEXTS);
  const keys = useStatus().reply?.keys ?? [];
  if (keys.length === 0) return null;
  return (
    <section class="card settings" aria-label={texts.bots}>
      <h2>{texts.bots}</h2>
      <p class="hint muted">{texts.botsHint}</p>
      {keys.map((key) => (
        <BotName key={key.id} of={key} />
      ))}
    </section>
  );
}

function BotName({ of: { id, label, name, services } }: { of: KeyLabel }) {
  const texts = useTexts(SETTINGS_TEXTS);
  const [typed, setTyped] = useState(name ?? "");
  const [failure, setFailure] = useState<string>();
  const save = () => {
    sendJson("PATCH", `/api/page/bots/${id}`, { name: typed }).then(
      () => setFailure(undefined),
      (error: unknown) => setFailure(wordsOfFailure(error)),
    );
  };
  return (
    <form
      class="key-form bot-form"
      onSubmit={(event) => {
        event.preventDefault();
        save();
      }}
    >
      <div class="row">
        <code>{label}</code>
        {services.map((service) => (
          <ServiceMark key={service} service={service} />
        ))}
      </div>
      <TextField label={texts.botName(label)} value={typed} maxLength={64} error={failure} onInput={setTyped} />
      <button type="submit" class="button" disabled={typed.trim() === (name ?? "")}>
        {texts.save}
      </button>
    </form>
  );
}
