import { useTexts } from "../../i18n/language.tsx";
import { Icon } from "../../ui/icon.tsx";
import { REQUESTS_TEXTS } from "./requests-texts.ts";

interface UnseenBarProps {
  unseen: { count: number; atLeast: boolean };
  onShow(): void;
}

/** Says that more has arrived while the list is being read, and shows it on request. */
export function UnseenBar({ unseen: { count, atLeast }, onShow }: UnseenBarProps) {
  const texts = useTexts(REQUESTS_TEXTS);
  return (
    <div class="unseen">
      {/* Without the count, so that a screen reader speaks once and not at each request. */}
      <p class="visually-hidden" role="status">
        {count > 0 ? texts.unseenCame : ""}
      </p>
      {count > 0 && (
        <button type="button" class="button primary" onClick={onShow}>
          <Icon name="up" />
          {texts.unseen(count, atLeast)}
        </button>
      )}
    </div>
  );
}
