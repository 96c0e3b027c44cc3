import { useMemo } from "preact/hooks";
import { useTexts } from "../../i18n/language.tsx";
import { Icon } from "../../ui/icon.tsx";
import { LINKS_TEXTS } from "./links-texts.ts";
import { qrDrawing, qrPngFile, qrSvgFile } from "./qr-drawing.ts";
import { saveFile } from "./save-file.ts";

interface QrCodeProps {
  url: string;
  /** Without an ending. */
  fileName: string;
}

/** Dark on white in both themes: many readers see nothing in an inverted code. */
export function QrCode({ url, fileName }: QrCodeProps) {
  const texts = useTexts(LINKS_TEXTS);
  const drawing = useMemo(() => qrDrawing(url), [url]);
  const { size, path } = drawing;
  return (
    <figure class="qr">
      <svg class="qr-code" viewBox={`0 0 ${size} ${size}`} role="img" aria-label={texts.qrOf(url)}>
        <path fill="#fff" d={`M0 0h${size}v${size}H0z`} />
        <path fill="#000" d={path} />
      </svg>
      <figcaption class="row">
        <button type="button" class="button" onClick={() => saveFile(qrSvgFile(drawing), `${fileName}.svg`)}>
          <Icon name="download" />
          {texts.saveSvg}
        </button>
        <button
          type="button"
          class="button"
          onClick={() => void qrPngFile(drawing).then((file) => saveFile(file, `${fileName}.png`))}
        >
          <Icon name="download" />
          {texts.savePng}
        </button>
      </figcaption>
    </figure>
  );
}
