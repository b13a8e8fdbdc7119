import papaparse from "papaparse";
import { cellOf } from "../../csv.ts";
import { type CsvField, csvFields, type TargetImportInput } from "../input.ts";
import { type Column, type Draft, type Reading, type Refused, sourceOf } from "./draft.ts";
import { readLabelsCell } from "./labels-cell.ts";

type ChosenColumns = NonNullable<TargetImportInput["columns"]>;

/** What a column may be called; compared without case, blanks and underlines. */
const columnNames: Record<string, CsvField> = {
  ...Object.fromEntries(csvFields.map((field) => [field.toLowerCase(), field])),
  host: "name",
  hostname: "name",
  名称: "name",
  主机名: "name",
  主机编号: "hostId",
  ip: "address",
  地址: "address",
  端口: "port",
  user: "username",
  用户: "username",
  用户名: "username",
  via: "proxy",
  代理: "proxy",
  代理节点: "proxy",
  pool: "cloudPool",
  资源池: "cloudPool",
  地域: "region",
  标签: "labels",
  登录方式: "loginMode",
  旧算法: "oldAlgorithms",
};

/**
 * Hosts from CSV: the first line names the columns; commas, semicolons or tabs between them. `chosen` says of headings
 * what their columns hold, before what they are called does; null: nothing of it is taken.
 */
export function readCsv(text: string, chosen: ChosenColumns = {}): Reading {
  const reading: Reading = { drafts: [], notRead: [] };
  let columns: Column[] | null = null;
  let wrong = false;
  const lines = new LineCounter(text);
  papaparse.parse<string[]>(text, {
    skipEmptyLines: "greedy",
    step: ({ data, errors, meta }) => {
      const { line, source } = lines.upTo(meta.cursor);
      if (columns === null) {
        columns = columnsOf(data, chosen);
        reading.columns = columns;
        reading.notRead = columns.flatMap(({ heading, field }) =>
          field === null && !Object.hasOwn(chosen, heading) ? [{ line, text: heading }] : [],
        );
        const refused = refusalOf(columns);
        wrong = refused !== undefined;
        if (refused !== undefined) reading.drafts.push({ ...blank(line, source), refused });
      } else if (!wrong) {
        reading.drafts.push(draftOf(columns, data, { line, source, broken: errors.length > 0 }));
      }
    },
  });
  return reading;
}

function columnsOf(headings: string[], chosen: ChosenColumns): Column[] {
  return headings.map((text) => {
    const heading = text.trim();
    const called = columnNames[heading.toLowerCase().replaceAll(/[\s_-]/g, "")] ?? null;
    return { heading, field: Object.hasOwn(chosen, heading) ? (chosen[heading] ?? null) : called };
  });
}

/** Which of two columns is meant is not guessed, nor is a name made up. */
function refusalOf(columns: Column[]): Refused | undefined {
  const holders = new Map<CsvField, string>();
  for (const { heading, field } of columns) {
    if (field === null) continue;
    const first = holders.get(field);
    if (first !== undefined)
      return { refusal: "COLUMN_TWICE", values: { first, second: heading }, part: heading };
    holders.set(field, heading);
  }
  return holders.has("name") ? undefined : { refusal: "NO_NAME_COLUMN" };
}

function blank(line: number, source: string): Draft {
  return { line, source, kind: "target", name: "", values: {} };
}

function draftOf(
  columns: Column[],
  cells: string[],
  { line, source, broken }: { line: number; source: string; broken: boolean },
): Draft {
  const draft = blank(line, source);
  if (broken || cells.length !== columns.length)
    return {
      ...draft,
      name: cells[0] ?? "",
      refused: { refusal: "COLUMNS", values: { count: columns.length } },
    };
  for (const [at, { field }] of columns.entries()) {
    const cell = cellOf(cells[at] ?? "").trim();
    if (field === "name") draft.name = cell;
    else if (field === "proxy") draft.proxy = cell === "" ? null : cell;
    else if (field === "labels") draft.refused = readLabels(draft, cell) ?? draft.refused;
    else if (field !== null && cell !== "") draft.values[field] = readCell(field, cell);
  }
  draft.values.name = draft.name;
  return draft;
}

/** What is neither stays as it is, and is refused by the field's own rule. */
function readCell(field: CsvField, cell: string): unknown {
  if (field === "port") return /^\d+$/.test(cell) ? Number(cell) : cell;
  if (field === "oldAlgorithms") return yesOrNo[cell.toLowerCase()] ?? cell;
  return cell;
}

const yesOrNo: Record<string, boolean> = {
  true: true,
  yes: true,
  "1": true,
  是: true,
  false: false,
  no: false,
  "0": false,
  否: false,
};

function readLabels(draft: Draft, cell: string): Refused | undefined {
  const { labels, wrong } = readLabelsCell(cell);
  if (wrong !== null) return { refusal: "LABELS", part: wrong };
  if (Object.keys(labels).length > 0) draft.values.labels = labels;
  return undefined;
}

/** Turns places in the text into lines, going forward. */
class LineCounter {
  readonly #text: string;
  #at = 0;
  #line = 1;

  constructor(text: string) {
    this.#text = text;
  }

  /** The line on which the record that ends here begins, and the record. */
  upTo(cursor: number): { line: number; source: string } {
    const record = this.#text.slice(this.#at, cursor);
    const leading = /^\s*/.exec(record)?.[0] ?? "";
    const line = this.#line + countLines(leading);
    this.#line += countLines(record);
    this.#at = cursor;
    return { line, source: sourceOf(record) };
  }
}

function countLines(text: string): number {
  return text.split("\n").length - 1;
}
