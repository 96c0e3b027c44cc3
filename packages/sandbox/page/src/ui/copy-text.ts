/** Rejects where the browser allows no copying at all. */
export async function copyText(text: string): Promise<void> {
  // Browsers give it to pages of this machine and to https alone, and a sandbox with `--host` is neither.
  if ("clipboard" in navigator) return navigator.clipboard.writeText(text);
  const copy = (event: ClipboardEvent) => {
    event.preventDefault();
    event.clipboardData?.setData("text/plain", text);
  };
  document.addEventListener("copy", copy);
  const isCopied = document.execCommand("copy");
  document.removeEventListener("copy", copy);
  if (!isCopied) throw new Error("This browser copies nothing for a page.");
}
