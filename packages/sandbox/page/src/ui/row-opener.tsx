import type { ComponentChildren } from "preact";
import { useId } from "preact/hooks";
import { useTexts } from "../i18n/language.tsx";
import { Icon } from "./icon.tsx";
import "./row-opener.css";
import { UI_TEXTS } from "./ui-texts.ts";

interface RowOpenerProps {
  level: number;
  open: boolean | undefined;
  onTurn(): void;
  children: ComponentChildren;
}

/** The head of a row that may be opened: by a click, by Enter or Space, and by the arrows to the right and left. */
export function RowOpener({ level, open, onTurn, children }: RowOpenerProps) {
  const texts = useTexts(UI_TEXTS);
  const headId = useId();
  return (
    <div class="row-opener" data-level={level}>
      {open === undefined ? (
        <span class="row-opener-room" />
      ) : (
        <button
          type="button"
          aria-expanded={open}
          aria-label={texts.subRows}
          aria-describedby={headId}
          onClick={onTurn}
          onKeyDown={({ key }) => {
            if ((key === "ArrowRight" && !open) || (key === "ArrowLeft" && open)) onTurn();
          }}
        >
          <Icon name="right" />
        </button>
      )}
      <div id={headId}>{children}</div>
    </div>
  );
}
