import { useFormats } from "../i18n/formats.ts";
import { useLanguage, useTexts } from "../i18n/language.tsx";
import { CopyButton } from "../ui/copy-button.tsx";
import { Icon } from "../ui/icon.tsx";
import { Segmented } from "../ui/segmented.tsx";
import { APP_TEXTS } from "./app-texts.ts";
import { useStatus } from "./status.tsx";
import { useTheme } from "./theme.ts";

/** The sandbox's address, the language and the colours. */
export function SideFoot() {
  const texts = useTexts(APP_TEXTS);
  const formats = useFormats();
  const { language, choose } = useLanguage();
  const { theme, choose: chooseTheme } = useTheme();
  const { reply } = useStatus();
  return (
    <>
      {reply !== undefined && (
        <div class="address">
          <p class="muted">{texts.address}</p>
          <div class="row">
            <code>{reply.url.replace(/^https?:\/\//, "")}</code>
            <CopyButton text={`BOT_TRACKER_SANDBOX=${reply.url}`} label={texts.copyAddress} />
          </div>
          <p class="muted">
            {texts.kept(formats.number(reply.requests))} {reply.storage.kind === "file" ? texts.inFile : texts.inMemory}
          </p>
        </div>
      )}
      <div class="row">
        <Segmented
          label={texts.language}
          value={language}
          options={[
            { value: "en", text: "EN" },
            { value: "ru", text: "RU" },
          ]}
          onChange={choose}
        />
        <button
          type="button"
          class="button quiet"
          aria-label={theme === "dark" ? texts.toLight : texts.toDark}
          onClick={() => chooseTheme(theme === "dark" ? "light" : "dark")}
        >
          <Icon name={theme === "dark" ? "sun" : "moon"} />
        </button>
      </div>
    </>
  );
}
