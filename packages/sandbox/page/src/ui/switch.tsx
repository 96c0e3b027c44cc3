import type { ComponentChildren } from "preact";
import { useId } from "preact/hooks";
import "./switch.css";

interface SwitchProps {
  checked: boolean;
  onChange(checked: boolean): void;
  label: string;
  /** Read out with the label. */
  children?: ComponentChildren;
}

/** Something that is on or off, and takes effect at once. */
export function Switch({ checked, onChange, label, children }: SwitchProps) {
  const hintId = useId();
  return (
    <div class="switch">
      <label>
        <input
          type="checkbox"
          role="switch"
          checked={checked}
          aria-checked={checked}
          {...(children !== undefined && { "aria-describedby": hintId })}
          onChange={(event) => onChange(event.currentTarget.checked)}
        />
        <span>{label}</span>
      </label>
      {children !== undefined && (
        <p id={hintId} class="hint muted">
          {children}
        </p>
      )}
    </div>
  );
}
