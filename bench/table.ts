/** One table of results, as it goes into `bench/RESULTS.md`. */
export interface Table {
  title: string;
  head: string[];
  rows: string[][];
  /** What a reader must know to judge the figures. */
  notes?: string[];
}

export function median(values: number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length >> 1;
  const [low = 0, high = 0] = [sorted[middle - (sorted.length % 2 === 0 ? 1 : 0)], sorted[middle]];
  return (low + high) / 2;
}

export function markdown({ title, head, rows, notes = [] }: Table): string {
  const line = (cells: string[]) => `| ${cells.join(" | ")} |`;
  const table = [line(head), line(head.map(() => "---")), ...rows.map(line)].join("\n");
  return [`## ${title}`, table, ...notes].join("\n\n");
}
