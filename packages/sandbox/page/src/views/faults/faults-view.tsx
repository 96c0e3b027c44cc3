import { useTexts } from "../../i18n/language.tsx";
import { useViewTitle } from "../../i18n/use-view-title.ts";
import { usePageLocation } from "../../location/location.tsx";
import { Segmented } from "../../ui/segmented.tsx";
import { ViewHead } from "../../ui/view-head.tsx";
import "./faults.css";
import { SettingsPanel } from "../settings/settings-panel.tsx";
import { FaultsPanel } from "./faults-panel.tsx";
import { FAULTS_TEXTS } from "./faults-texts.ts";

/** What goes wrong on purpose, and how the services behave where their documentation leaves it open. */
export function FaultsView() {
  const texts = useTexts(FAULTS_TEXTS);
  const title = useViewTitle("faults");
  const { query, set } = usePageLocation();
  const tab = query.get("tab") === "settings" ? "settings" : "faults";
  return (
    <>
      <ViewHead title={tab === "settings" ? texts.settingsTab : title}>
        <Segmented
          label={texts.tabs}
          value={tab}
          options={[
            { value: "faults", text: texts.faultsTab },
            { value: "settings", text: texts.settingsTab },
          ]}
          onChange={(value) => set({ tab: value === "settings" ? value : null }, "push")}
        />
      </ViewHead>
      {tab === "settings" ? <SettingsPanel /> : <FaultsPanel />}
    </>
  );
}
