import type { Settings } from "#wire/settings";
import { useTexts } from "../../i18n/language.tsx";
import { LoadedView } from "../../ui/loaded-view.tsx";
import { Segmented } from "../../ui/segmented.tsx";
import { Switch } from "../../ui/switch.tsx";
import { AbsentMethods } from "./absent-methods.tsx";
import { BotsCard } from "./bots-card.tsx";
import { ClockCard } from "./clock-card.tsx";
import { KeysCard } from "./keys-card.tsx";
import { MoneyCard } from "./money-card.tsx";
import { ResetCard } from "./reset-card.tsx";
import { Setting } from "./setting.tsx";
import "./settings.css";
import { SETTINGS_TEXTS } from "./settings-texts.ts";
import { useSettings } from "./use-settings.ts";

type LimitMode = Settings["limits"];

/** How the services behave where their documentation leaves it open; the clock, the keys, and a fresh start. */
export function SettingsPanel() {
  const texts = useTexts(SETTINGS_TEXTS);
  const { loaded, refusal, change, advance } = useSettings();
  const limitModes = (current: LimitMode) => {
    const modes: LimitMode[] = ["fixed", "sliding", "none"];
    // Custom windows can only be set when the sandbox is started.
    if (current === "custom") modes.push("custom");
    return modes.map((value) => ({ value, text: texts.limitModes[value] }));
  };
  return (
    <LoadedView of={loaded}>
      {(settings) => (
        <div class="stack">
          <p class="muted settings-intro">{texts.intro}</p>
          {refusal !== undefined && (
            <p class="note bad" role="alert">
              <span>
                {texts.failed} <span lang="en">{refusal}</span>
              </span>
            </p>
          )}
          <section class="card settings" aria-label={texts.limits}>
            <h2>{texts.limits}</h2>
            <Setting title={texts.tgtrackLimits} hint={texts.tgtrackLimitsHint}>
              <Segmented
                label={texts.tgtrackLimits}
                value={settings.limits}
                options={limitModes(settings.limits)}
                onChange={(limits) => change({ limits })}
              />
            </Setting>
            <Setting title={texts.howUsedBotLimits} hint={texts.howUsedBotLimitsHint}>
              <Segmented
                label={texts.howUsedBotLimits}
                value={settings.howUsedBotLimits}
                options={limitModes(settings.howUsedBotLimits)}
                onChange={(howUsedBotLimits) => change({ howUsedBotLimits })}
              />
            </Setting>
            <Switch
              label={texts.retryAfter}
              checked={settings.retryAfter}
              onChange={(retryAfter) => change({ retryAfter })}
            >
              {texts.retryAfterHint}
            </Switch>
          </section>
          <section class="card settings" aria-label={texts.errors}>
            <h2>{texts.errors}</h2>
            <Setting title={texts.errorStatus} hint={texts.errorStatusHint}>
              <Segmented
                label={texts.errorStatus}
                value={settings.errorStatus}
                options={(["code", "always-200"] as const).map((value) => ({
                  value,
                  text: texts.errorStatuses[value],
                }))}
                onChange={(errorStatus) => change({ errorStatus })}
              />
            </Setting>
            <Setting title={texts.repeats} hint={texts.repeatsHint}>
              <Segmented
                label={texts.repeats}
                value={settings.repeats}
                options={(["warn", "conflict"] as const).map((value) => ({ value, text: texts.repeatModes[value] }))}
                onChange={(repeats) => change({ repeats })}
              />
            </Setting>
            <Switch
              label={texts.acceptAnyKey}
              checked={settings.acceptAnyKey}
              onChange={(acceptAnyKey) => change({ acceptAnyKey })}
            >
              {texts.acceptAnyKeyHint}
            </Switch>
          </section>
          <section class="card settings" aria-label={texts.methods}>
            <h2>{texts.methods}</h2>
            <Setting title={texts.integration} hint={texts.integrationHint}>
              <Segmented
                label={texts.integration}
                value={settings.integration}
                options={(["minimal", "limited", "full"] as const).map((value) => ({
                  value,
                  text: texts.integrations[value],
                }))}
                onChange={(integration) => change({ integration })}
              />
            </Setting>
            <Setting title={texts.absentMethods} hint={texts.absentMethodsHint}>
              <AbsentMethods absent={settings.absentMethods} onChange={(absentMethods) => change({ absentMethods })} />
            </Setting>
            <Setting title={texts.maxEventLength} hint={texts.maxEventLengthHint}>
              <Segmented
                label={texts.maxEventLength}
                value={`${settings.maxEventLength}`}
                options={(["20", "50"] as const).map((value) => ({ value, text: texts.eventLengths[value] }))}
                onChange={(length) => change({ maxEventLength: length === "20" ? 20 : 50 })}
              />
            </Setting>
            <Switch
              label={texts.strictUserIds}
              checked={settings.strictUserIds}
              onChange={(strictUserIds) => change({ strictUserIds })}
            >
              {texts.strictUserIdsHint}
            </Switch>
          </section>
          <ClockCard aheadMs={settings.aheadMs} onAdvance={advance} />
          <BotsCard />
          <MoneyCard />
          <KeysCard />
          <ResetCard />
        </div>
      )}
    </LoadedView>
  );
}
