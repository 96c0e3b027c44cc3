import { useState } from "preact/hooks";
import type { FaultKind } from "#wire/fault";
import { SERVICE_NAMES, type ServiceName } from "#wire/service-name";
import { useTexts } from "../../i18n/language.tsx";
import { CopyButton } from "../../ui/copy-button.tsx";
import { SERVICE_TITLES } from "../../ui/service-mark.tsx";
import { TextField } from "../../ui/text-field.tsx";
import { ChosenField } from "./chosen-field.tsx";
import { type FaultDraft, FIRST_DRAFT, toFault } from "./fault-draft.ts";
import { FAULTS_TEXTS } from "./faults-texts.ts";
import { RecordedChoice } from "./recorded-choice.tsx";
import { toSource } from "./to-source.ts";
import type { Faults } from "./use-faults.ts";

const SERVICES: readonly (ServiceName | "")[] = ["", ...SERVICE_NAMES];
/** The order of the choices. */
const FIELDS: Readonly<Record<FaultKind, readonly TypedName[]>> = {
  error: ["code", "retryAfterSeconds"],
  "ok-with-error": ["code"],
  "non-json": ["status"],
  reset: [],
  hang: [],
  latency: ["requestMinMs", "requestMaxMs", "replyMinMs", "replyMaxMs"],
  cut: [],
  "slow-body": ["spreadMs"],
};

type TypedName = Exclude<keyof FaultDraft, "kind" | "recorded" | "service">;

/** Any fault there is. */
export function FaultForm({ faults }: { faults: Faults }) {
  const texts = useTexts(FAULTS_TEXTS);
  const [draft, setDraft] = useState<FaultDraft>(FIRST_DRAFT);
  const set = (changes: Partial<FaultDraft>) => setDraft({ ...draft, ...changes });
  const { kind } = draft;
  const source = `sandbox.fault(${toSource(toFault(draft))});`;

  const labels: Readonly<Record<TypedName, { label: string; hint?: string; isText?: boolean }>> = {
    code: { label: texts.code, hint: texts.codeHint },
    retryAfterSeconds: { label: texts.retryAfter, hint: texts.optional },
    status: { label: texts.status, hint: texts.statusHint },
    requestMinMs: { label: texts.requestMin },
    requestMaxMs: { label: texts.requestMax },
    replyMinMs: { label: texts.replyMin },
    replyMaxMs: { label: texts.replyMax },
    spreadMs: { label: texts.spread },
    method: { label: texts.method, hint: texts.methodHint, isText: true },
    key: { label: texts.key, hint: texts.keyHint, isText: true },
    times: { label: texts.times, hint: texts.optional },
    durationSeconds: { label: texts.durationSeconds, hint: texts.optional },
    sharePercent: { label: texts.sharePercent, hint: texts.sharePercentHint },
  };
  const typed = (name: TypedName) => {
    const { label, hint, isText } = labels[name];
    return (
      <TextField
        key={name}
        label={label}
        value={draft[name]}
        onInput={(value) => set({ [name]: value })}
        verbatim
        {...(hint !== undefined && { hint })}
        {...(isText !== true && { inputMode: "decimal" as const })}
      />
    );
  };

  return (
    <section class="card" aria-label={texts.any}>
      <details class="fault-any">
        <summary>
          <h2>{texts.any}</h2>
          <span class="muted">{texts.anyHint}</span>
        </summary>
        <form
          class="fault-form"
          onSubmit={(event) => {
            event.preventDefault();
            void faults.switchOn(toFault(draft));
          }}
        >
          <div class="fault-fields">
            <ChosenField
              label={texts.kind}
              value={kind}
              options={Object.entries(texts.kinds).map(([value, text]) => ({ value: value as FaultKind, text }))}
              onChange={(chosen) => set({ kind: chosen })}
            />
            {FIELDS[kind].map(typed)}
          </div>
          {kind !== "latency" && kind !== "cut" && kind !== "slow-body" && (
            <RecordedChoice recorded={draft.recorded} onChange={(recorded) => set({ recorded })} />
          )}
          <div class="fault-fields">
            <ChosenField
              label={texts.service}
              value={draft.service}
              options={SERVICES.map((value) => ({
                value,
                text: value === "" ? texts.allServices : SERVICE_TITLES[value],
              }))}
              onChange={(service) => set({ service })}
            />
            {(["method", "key", "times", "durationSeconds", "sharePercent"] as const).map(typed)}
          </div>
          {faults.refusal !== undefined && (
            <p class="wrong" role="alert">
              {texts.failed} <span lang="en">{faults.refusal}</span>
            </p>
          )}
          <button type="submit" class="button primary">
            {texts.switchOn}
          </button>
          <div class="fault-source">
            <p class="muted">{texts.inTest}</p>
            <div class="row">
              <pre class="code">{source}</pre>
              <CopyButton text={source} label={texts.copyTest} />
            </div>
          </div>
        </form>
      </details>
    </section>
  );
}
