/** Twice, because what finalizers let go of is only freed by the next collection. Needs `--expose-gc`. */
export function collectGarbage(): void {
  const { gc } = globalThis;
  if (gc === undefined) throw new Error("start Node with --expose-gc");
  gc();
  gc();
}
