import { LoadedView } from "../../ui/loaded-view.tsx";
import { ActiveFaults } from "./active-faults.tsx";
import { CommonFaults } from "./common-faults.tsx";
import { FaultForm } from "./fault-form.tsx";
import { useFaults } from "./use-faults.ts";

/** What goes wrong on purpose. */
export function FaultsPanel() {
  const faults = useFaults();
  return (
    <LoadedView of={faults.loaded}>
      {({ faults: active }) => (
        <div class="stack">
          <ActiveFaults faults={faults} active={active} />
          <CommonFaults faults={faults} active={active} />
          <FaultForm faults={faults} />
        </div>
      )}
    </LoadedView>
  );
}
