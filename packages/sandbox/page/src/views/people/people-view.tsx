import { useEffect, useRef } from "preact/hooks";
import { useViewTitle } from "../../i18n/use-view-title.ts";
import { usePageLocation } from "../../location/location.tsx";
import { MadeUpNote } from "../../ui/made-up-note.tsx";
import { MixedMoney } from "../../ui/mixed-money.tsx";
import { ViewHead } from "../../ui/view-head.tsx";
import "./people.css";
import "./person.css";
import { PeopleList } from "./people-list.tsx";
import { PersonView } from "./person-view.tsx";

/** The list, or the profile of one person. The list stays behind the profile, so that one comes back to the same place. */
export function PeopleView() {
  const title = useViewTitle("people");
  const { path, query } = usePageLocation();
  const userId = path.startsWith("/people/") ? decoded(path.slice("/people/".length)) : "";
  const isList = userId === "";

  const listQuery = useRef(query);
  if (isList) listQuery.current = query;

  // What was clicked on is out of sight; a screen reader goes on at the heading.
  const shown = useRef(path);
  useEffect(() => {
    if (shown.current === path) return;
    shown.current = path;
    document.querySelector<HTMLElement>("main h1")?.focus({ preventScroll: true });
  }, [path]);

  return (
    <>
      {isList ? (
        <>
          <ViewHead title={title} />
          <MadeUpNote />
          <MixedMoney />
        </>
      ) : (
        <PersonView key={userId} userId={userId} listPath={listPathOf(listQuery.current)} />
      )}
      <PeopleList isShown={isList} query={listQuery.current} />
    </>
  );
}

/** The list as it was filtered; the key is added by the link. */
function listPathOf(query: URLSearchParams): string {
  const kept = new URLSearchParams(query);
  kept.delete("key");
  return kept.size === 0 ? "/people" : `/people?${kept}`;
}

function decoded(segment: string): string {
  try {
    return decodeURIComponent(segment);
  } catch {
    return segment;
  }
}
