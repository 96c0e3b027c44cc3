import type { LinkRow } from "#wire/links";
import { useFormats } from "../../i18n/formats.ts";
import { useTexts } from "../../i18n/language.tsx";
import { DataTable, type TableColumn } from "../../ui/data-table.tsx";
import { UtmTags } from "../../ui/utm-tags.tsx";
import { LINKS_TEXTS } from "./links-texts.ts";

interface LinksTableProps {
  links: readonly LinkRow[];
  shown: string | null;
  onShow(link: LinkRow): void;
  onRemove(link: LinkRow): void;
}

/** All links, the newest first. */
export function LinksTable({ links, shown, onShow, onRemove }: LinksTableProps) {
  const texts = useTexts(LINKS_TEXTS);
  const formats = useFormats();
  const columns: TableColumn<LinkRow>[] = [
    {
      id: "name",
      title: texts.name,
      rowHead: true,
      cell: (link) => (
        <div class="link-name">
          <span>{link.name}</span>
          <code>{link.url?.replace("https://", "") ?? link.code}</code>
          <UtmTags utm={link.utm} />
        </div>
      ),
    },
    { id: "made", title: texts.madeAt, wide: true, cell: (link) => formats.dateTime(link.madeAt) },
    { id: "starts", title: texts.starts, number: true, cell: (link) => formats.number(link.starts) },
    {
      id: "actions",
      title: texts.actions,
      titleHidden: true,
      cell: (link) => (
        <div class="row link-actions">
          <button
            type="button"
            class="button"
            aria-label={texts.showLink(link.name)}
            aria-pressed={link.code === shown}
            onClick={() => onShow(link)}
          >
            {texts.show}
          </button>
          <button
            type="button"
            class="button quiet danger"
            aria-label={texts.removeLink(link.name)}
            onClick={() => onRemove(link)}
          >
            {texts.remove}
          </button>
        </div>
      ),
    },
  ];
  return <DataTable caption={texts.listCaption} columns={columns} rows={links} keyOf={({ code }) => code} />;
}
