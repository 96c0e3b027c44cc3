import { useViewTitle } from "../../i18n/use-view-title.ts";
import { ViewHead } from "../../ui/view-head.tsx";
import { SettingsPanel } from "./settings-panel.tsx";

/** How the services behave where their documentation leaves it open, and what bots and money are called. */
export function SettingsView() {
  return (
    <>
      <ViewHead title={useViewTitle("settings")} />
      <SettingsPanel />
    </>
  );
}
