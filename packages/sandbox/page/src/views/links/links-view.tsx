import { useRef, useState } from "preact/hooks";
import type { LinkRow, LinksReply } from "#wire/links";
import { pathWith, sendJson } from "../../api/fetch-json.ts";
import { useReply } from "../../api/use-reply.ts";
import { useTexts } from "../../i18n/language.tsx";
import { useViewTitle } from "../../i18n/use-view-title.ts";
import { usePageLocation } from "../../location/location.tsx";
import { ConfirmDialog } from "../../ui/confirm-dialog.tsx";
import { LoadedView } from "../../ui/loaded-view.tsx";
import { MadeUpNote } from "../../ui/made-up-note.tsx";
import { ViewHead } from "../../ui/view-head.tsx";
import { HowLinksWork } from "./how-links-work.tsx";
import { LinkCard } from "./link-card.tsx";
import { LinkForm } from "./link-form.tsx";
import "./links.css";
import { LinksTable } from "./links-table.tsx";
import { LINKS_TEXTS } from "./links-texts.ts";

/** Creates tracking links and lists them. The one shown is kept in the address. */
export function LinksView() {
  const texts = useTexts(LINKS_TEXTS);
  const title = useViewTitle("links");
  const { query, set } = usePageLocation();
  const loaded = useReply<LinksReply>(pathWith("/api/page/links", { key: query.get("key") }));
  const [made, setMade] = useState<LinkRow>();
  const [wasAsked, setAsked] = useState(false);
  const [doomed, setDoomed] = useState<LinkRow>();
  const [failed, setFailed] = useState(false);
  const listHeading = useRef<HTMLHeadingElement>(null);
  const code = query.get("link");

  const show = (link: LinkRow) => {
    setAsked(true);
    set({ link: link.code }, "push");
  };
  const remove = async ({ code: gone }: LinkRow) => {
    setFailed(false);
    try {
      await sendJson("DELETE", `/api/page/links/${encodeURIComponent(gone)}`);
      if (gone === made?.code) setMade(undefined);
      if (gone === code) set({ link: null });
      loaded.reload();
      // The button that had the focus goes with its row.
      listHeading.current?.focus({ preventScroll: true });
    } catch {
      setFailed(true);
    }
  };

  // A link just made is shown before the list has come again.
  const links = loaded.reply?.links ?? [];
  const shown = links.find((link) => link.code === code) ?? (made?.code === code ? made : undefined);
  return (
    <>
      <ViewHead title={title} />
      <p class="links-intro muted">{texts.intro}</p>
      <MadeUpNote />
      <div class="links-top">
        <LinkForm
          onMade={(link) => {
            setMade(link);
            show(link);
            loaded.reload();
          }}
        />
        {shown === undefined ? (
          <HowLinksWork />
        ) : (
          <LinkCard link={shown} takesFocus={wasAsked} onClose={() => set({ link: null })} />
        )}
      </div>
      <p class="visually-hidden" role="status">
        {made !== undefined && made.code === code && texts.made(made.name)}
      </p>
      <section class="card links-list" aria-labelledby="links-list">
        <h2 id="links-list" class="card-head" ref={listHeading} tabIndex={-1}>
          {texts.list}
        </h2>
        {failed && (
          <p class="note bad" role="alert">
            {texts.removeFailed}
          </p>
        )}
        <LoadedView of={loaded}>
          {({ links: all }) =>
            all.length === 0 ? (
              <p class="muted">{texts.none}</p>
            ) : (
              <LinksTable links={all} shown={code} onShow={show} onRemove={setDoomed} />
            )
          }
        </LoadedView>
      </section>
      <ConfirmDialog
        open={doomed !== undefined}
        title={texts.removeTitle}
        action={texts.remove}
        onConfirm={() => doomed !== undefined && void remove(doomed)}
        onClose={() => setDoomed(undefined)}
      >
        <p>{texts.removeText(doomed?.name ?? "")}</p>
      </ConfirmDialog>
    </>
  );
}
