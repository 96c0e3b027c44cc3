import type { ComponentChildren } from "preact";

interface SettingProps {
  title: string;
  /** Which open question it answers. */
  hint: string;
  children: ComponentChildren;
}

/** A setting whose control names itself; the title beside it is for those who see. */
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
