import { useEffect, useRef } from "preact/hooks";
import type { LinkRow } from "#wire/links";
import { useFormats } from "../../i18n/formats.ts";
import { useTexts } from "../../i18n/language.tsx";
import { PageLink } from "../../location/page-link.tsx";
import { CopyButton } from "../../ui/copy-button.tsx";
import { Icon } from "../../ui/icon.tsx";
import { UtmTags } from "../../ui/utm-tags.tsx";
import { LINKS_TEXTS } from "./links-texts.ts";
import { QrCode } from "./qr-code.tsx";

interface LinkCardProps {
  link: LinkRow;
  /** Takes the focus when it appears, for it was asked for. */
  takesFocus: boolean;
  onClose(): void;
}

/** A link to be copied, printed or scanned. */
export function LinkCard({ link, takesFocus, onClose }: LinkCardProps) {
  const texts = useTexts(LINKS_TEXTS);
  const formats = useFormats();
  const heading = useRef<HTMLHeadingElement>(null);
  useEffect(() => {
    if (!takesFocus) return;
    heading.current?.focus({ preventScroll: true });
    heading.current?.scrollIntoView({ block: "nearest" });
  }, [link.code, takesFocus]);
  const copied = link.url ?? link.code;
  return (
    <section class="card stack link-card" aria-labelledby="shown-link">
      <header class="link-card-head">
        <div>
          <h2 id="shown-link" ref={heading} tabIndex={-1}>
            {link.name}
          </h2>
          <p class="hint muted">
            {texts.madeAt} {formats.dateTime(link.madeAt)} · {texts.startCount(link.starts)}
          </p>
        </div>
        <button type="button" class="button quiet" aria-label={texts.close} onClick={onClose}>
          <Icon name="close" />
        </button>
      </header>
      <UtmTags utm={link.utm} />
      <div class="link-address">
        <p class="code">
          <span class="visually-hidden">{link.url === null ? texts.startCode : texts.address}: </span>
          {copied}
        </p>
        <CopyButton text={copied} label={link.url === null ? texts.copyCode : texts.copyAddress} />
      </div>
      {link.url === null ? <p>{texts.noBot}</p> : <QrCode url={link.url} fileName={`qr-${link.code}`} />}
      <p>
        {texts.atOnce} <PageLink to="/sources">{texts.toSources}</PageLink>
      </p>
    </section>
  );
}
