/** One field of a form. */
export interface FormPart {
  readonly name: string;
  /** Undefined for a field that is no file. */
  readonly fileName: string | undefined;
  readonly bytes: Uint8Array;
}

const LINE_END = "\r\n";
const HEADERS_END = LINE_END + LINE_END;

/** More than any method takes. */
const MAX_PARTS = 200;
const MAX_HEADER_BYTES = 8_192;

/**
 * The fields of a multipart body. Node's own parser (`Response.formData`) refuses what real clients send: a file name
 * without quotes (grammY) and no line break after the last boundary (Telegraf).
 *
 * @throws TypeError if the body is not multipart, or was cut off
 */
export function parseMultipart(body: Buffer, contentType: string): FormPart[] {
  const boundary = parameterOf(contentType, "boundary");
  if (boundary === undefined || boundary === "") throw new TypeError("Expected a boundary in the content type.");
  const delimiter = `--${boundary}`;
  const parts: FormPart[] = [];
  let at = body.indexOf(delimiter);
  for (;;) {
    if (at < 0) throw new TypeError("Expected the form to end with its boundary, and it was cut off.");
    const begin = at + Buffer.byteLength(delimiter);
    if (body.toString("latin1", begin, begin + 2) === "--") return parts;
    if (parts.length >= MAX_PARTS) throw new TypeError(`Expected at most ${MAX_PARTS} fields in a form.`);
    const headersEnd = body.indexOf(HEADERS_END, begin);
    if (headersEnd < 0 || headersEnd - begin > MAX_HEADER_BYTES) {
      throw new TypeError("Expected each field of a form to begin with short headers and an empty line.");
    }
    const contentBegin = headersEnd + HEADERS_END.length;
    // An empty field's content ends where its headers do.
    at = body.indexOf(LINE_END + delimiter, contentBegin - LINE_END.length);
    if (at < 0) continue;
    const bytes = body.subarray(contentBegin, Math.max(contentBegin, at));
    parts.push({ ...describe(body.toString("utf8", begin, headersEnd)), bytes });
    at += LINE_END.length;
  }
}

function describe(headers: string): Pick<FormPart, "name" | "fileName"> {
  const disposition = /^content-disposition:(.*)$/im.exec(headers)?.[1] ?? "";
  const name = parameterOf(disposition, "name");
  if (name === undefined) throw new TypeError("Expected a name for each field of a form.");
  return { name, fileName: parameterOf(disposition, "filename") ?? extendedParameter(disposition, "filename") };
}

/** `name="a b"` or `name=a`. */
function parameterOf(header: string, name: string): string | undefined {
  const [, quoted, bare] = new RegExp(`(?:^|[;\\s])${name}=(?:"([^"]*)"|([^;\\s]*))`, "i").exec(header) ?? [];
  return quoted ?? bare;
}

/** `name*=UTF-8''a%20b` (RFC 8187). */
function extendedParameter(header: string, name: string): string | undefined {
  const [, encoded] = new RegExp(`[;\\s]${name}\\*=[\\w-]+'[^']*'([^;\\s]*)`, "i").exec(header) ?? [];
  try {
    return encoded && decodeURIComponent(encoded);
  } catch {
    return encoded;
  }
}
