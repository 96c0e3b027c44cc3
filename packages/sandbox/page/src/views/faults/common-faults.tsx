import { useState } from "preact/hooks";
import type { FaultRow } from "#wire/faults";
import { SERVICE_NAMES, type ServiceName } from "#wire/service-name";
import { useTexts } from "../../i18n/language.tsx";
import { SERVICE_TITLES } from "../../ui/service-mark.tsx";
import { ChosenField } from "./chosen-field.tsx";
import { COMMON_FAULTS, type CommonScope, type Extent, type Share, toFaultScope } from "./common-fault-list.ts";
import { FAULTS_TEXTS } from "./faults-texts.ts";
import type { Faults } from "./use-faults.ts";

const SERVICES: readonly (ServiceName | "")[] = ["", ...SERVICE_NAMES];

/** Ready-made faults, each a press away. */
export function CommonFaults({ faults, active }: { faults: Faults; active: readonly FaultRow[] }) {
  const texts = useTexts(FAULTS_TEXTS);
  const [scope, setScope] = useState<CommonScope>({ service: "", extent: "off", share: "all" });
  return (
    <section class="card" aria-label={texts.common}>
      <div class="card-head">
        <div>
          <h2>{texts.common}</h2>
          <p class="muted">{texts.commonHint}</p>
        </div>
      </div>
      <div class="fault-scope">
        <ChosenField
          label={texts.service}
          value={scope.service}
          options={SERVICES.map((value) => ({ value, text: value === "" ? texts.allServices : SERVICE_TITLES[value] }))}
          onChange={(service) => setScope({ ...scope, service })}
        />
        <ChosenField
          label={texts.extent}
          value={scope.extent}
          options={Object.entries(texts.extents).map(([value, text]) => ({ value: value as Extent, text }))}
          onChange={(extent) => setScope({ ...scope, extent })}
        />
        <ChosenField
          label={texts.share}
          value={scope.share}
          options={Object.entries(texts.shares).map(([value, text]) => ({ value: value as Share, text }))}
          onChange={(share) => setScope({ ...scope, share })}
        />
      </div>
      <ul class="common-faults">
        {COMMON_FAULTS.map(({ name, effect }) => {
          const { title, text } = texts.presets[name];
          const ids = active.filter((each) => hasEffect(each, effect)).map(({ id }) => id);
          const isOn = ids.length > 0;
          return (
            <li key={name} class={isOn ? "common-fault is-on" : "common-fault"}>
              <h3>
                {title}
                {isOn && <span class="badge warn">{texts.isOn}</span>}
              </h3>
              <p class="muted">{text}</p>
              <button
                type="button"
                class="button"
                aria-label={isOn ? texts.offLabel(title) : texts.switchOnLabel(title)}
                onClick={() =>
                  isOn ? faults.switchOff(ids) : void faults.switchOn({ ...effect, ...toFaultScope(scope) })
                }
              >
                {isOn ? texts.off : texts.switchOn}
              </button>
            </li>
          );
        })}
      </ul>
    </section>
  );
}

function hasEffect({ effect }: FaultRow, wanted: FaultRow["effect"]): boolean {
  const written = (each: FaultRow["effect"]) => JSON.stringify(Object.entries(each).sort());
  return written(effect) === written(wanted);
}
