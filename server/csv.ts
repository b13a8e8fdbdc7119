import papaparse from "papaparse";

/** Without it, spreadsheets take UTF-8 for their own code page. */
const byteOrderMark = "\uFEFF";

/**
 * Rows as CSV (RFC 4180) with their head, for spreadsheets too: no cell can become a formula, since one that begins
 * like it gets an apostrophe in front.
 */
export function csvOf(rows: Record<string, string | number | boolean | null>[], columns: string[]): string {
  return `${byteOrderMark}${papaparse.unparse(rows, { columns, escapeFormulae: true, newline: "\r\n" })}\r\n`;
}
