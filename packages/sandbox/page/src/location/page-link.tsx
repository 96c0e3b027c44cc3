import type { ComponentChildren } from "preact";
import { usePageLocation } from "./location.tsx";

interface PageLinkProps {
  to: string;
  class?: string;
  "aria-current"?: "page";
  children: ComponentChildren;
}

/** A link to another view without loading the page anew; a click meant for a new tab stays the browser's. */
export function PageLink({ to, children, ...rest }: PageLinkProps) {
  const { hrefOf, go } = usePageLocation();
  return (
    <a
      {...rest}
      href={hrefOf(to)}
      onClick={(event) => {
        if (event.button !== 0 || event.metaKey || event.ctrlKey || event.shiftKey || event.altKey) return;
        event.preventDefault();
        go(to);
      }}
    >
      {children}
    </a>
  );
}
