/** Rows cut where the reader's day changes; they stay in their order. */
export function groupByDay<Row extends { at: number }>(rows: readonly Row[]): { day: string; rows: Row[] }[] {
  const groups: { day: string; rows: Row[] }[] = [];
  for (const row of rows) {
    const day = new Date(row.at).toDateString();
    const last = groups.at(-1);
    if (last?.day === day) last.rows.push(row);
    else groups.push({ day, rows: [row] });
  }
  return groups;
}
