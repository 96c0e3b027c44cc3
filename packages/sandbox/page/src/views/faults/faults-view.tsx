import { useViewTitle } from "../../i18n/use-view-title.ts";
import { ViewHead } from "../../ui/view-head.tsx";
import "./faults.css";
import { FaultsPanel } from "./faults-panel.tsx";

/** What goes wrong on purpose. */
export function FaultsView() {
  return (
    <>
      <ViewHead title={useViewTitle("faults")} />
      <FaultsPanel />
    </>
  );
}
