import type { ComponentChildren } from "preact";

interface SettingProps {
  title: string;
  /** Which open question it plays. */
  hint: string;
  children: ComponentChildren;
}

/** A setting whose control names itself; the title stands beside it for those who see. */
export function Setting({ title, hint, children }: SettingProps) {
  return (
    <div class="setting">
      <div>
        <h3>{title}</h3>
        <p class="hint muted">{hint}</p>
      </div>
      {children}
    </div>
  );
}
