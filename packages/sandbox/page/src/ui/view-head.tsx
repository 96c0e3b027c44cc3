import type { ComponentChildren } from "preact";
import { useEffect, useRef } from "preact/hooks";

/** The heading of a view. It takes the focus when the view is changed, so that a screen reader begins there. */
export function ViewHead({ title, children }: { title: string; children?: ComponentChildren }) {
  const heading = useRef<HTMLHeadingElement>(null);
  useEffect(() => {
    document.title = `${title} · Bot Tracker`;
  }, [title]);
  useEffect(() => {
    if (document.activeElement?.closest(".nav") != null) heading.current?.focus({ preventScroll: true });
  }, []);
  return (
    <header class="view-head">
      <h1 ref={heading} tabIndex={-1}>
        {title}
      </h1>
      {children}
    </header>
  );
}
