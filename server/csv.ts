import papaparse from "papaparse";

/** Without it, spreadsheets take UTF-8 for their own code page. */
const byteOrderMark = "\uFEFF";

/** What a spreadsheet takes for a formula; and what stands for such a cell already, so that no apostrophe is lost. */
const formula = /^'*[=+\-@\t\r]/;

type Row = Record<string, unknown>;

/**
 * Rows as CSV (RFC 4180) with their head, for spreadsheets too: no cell can become a formula, since one that begins
 * like it gets an apostrophe in front.
 */
export function csvOf(rows: Row[], columns: readonly string[]): string {
  return csvHead(columns) + csvRows(rows, columns);
}

/** The line that names the columns, where rows follow in parts. */
export function csvHead(columns: readonly string[]): string {
  return `${byteOrderMark}${columns.join(",")}\r\n`;
}

export function csvRows(rows: Row[], columns: readonly string[]): string {
  if (rows.length === 0) return "";
  const options = { columns: [...columns], header: false, escapeFormulae: formula, newline: "\r\n" };
  return `${papaparse.unparse(rows, options)}\r\n`;
}

/** A cell as it was before it got an apostrophe. */
export function cellOf(cell: string): string {
  return cell.startsWith("'") && formula.test(cell) ? cell.slice(1) : cell;
}
