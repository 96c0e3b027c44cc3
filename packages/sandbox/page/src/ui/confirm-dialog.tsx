import type { ComponentChildren } from "preact";
import { useEffect, useId, useRef } from "preact/hooks";
import { useTexts } from "../i18n/language.tsx";
import "./confirm-dialog.css";
import { UI_TEXTS } from "./ui-texts.ts";

interface ConfirmDialogProps {
  open: boolean;
  title: string;
  /** The label of the button that does it, such as "Delete the link". */
  action: string;
  onConfirm(): void;
  /** Called on Escape and on Cancel too, and after `onConfirm`. */
  onClose(): void;
  children: ComponentChildren;
}

/** Asks before something is lost for good. The focus starts on Cancel and returns to where it was. */
export function ConfirmDialog({ open, title, action, onConfirm, onClose, children }: ConfirmDialogProps) {
  const texts = useTexts(UI_TEXTS);
  const dialog = useRef<HTMLDialogElement>(null);
  const titleId = useId();
  useEffect(() => {
    if (open && dialog.current?.open === false) dialog.current.showModal();
    if (!open) dialog.current?.close();
  }, [open]);
  return (
    <dialog ref={dialog} class="dialog" aria-labelledby={titleId} onClose={onClose}>
      <h2 id={titleId}>{title}</h2>
      <div class="dialog-text">{children}</div>
      <div class="row dialog-actions">
        <button type="button" class="button" onClick={() => dialog.current?.close()}>
          {texts.cancel}
        </button>
        <button
          type="button"
          class="button danger"
          onClick={() => {
            onConfirm();
            dialog.current?.close();
          }}
        >
          {action}
        </button>
      </div>
    </dialog>
  );
}
