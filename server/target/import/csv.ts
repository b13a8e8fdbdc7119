import papaparse from "papaparse";
import { cellOf } from "../../csv.ts";
import { type Draft, type Reading, type Refused, sourceOf } from "./draft.ts";
import { readLabelsCell } from "./labels-cell.ts";

/** What a column may be called, besides the field's own name; compared without case, blanks and underlines. */
const columnNames: Record<string, string> = {
  name: "name",
  host: "name",
  hostname: "name",
  名称: "name",
  主机名: "name",
  hostid: "hostId",
  主机编号: "hostId",
  address: "address",
  ip: "address",
  地址: "address",
  port: "port",
  端口: "port",
  username: "username",
  user: "username",
  用户: "username",
  用户名: "username",
  proxy: "proxy",
  via: "proxy",
  代理: "proxy",
  代理节点: "proxy",
  cloudpool: "cloudPool",
  pool: "cloudPool",
  资源池: "cloudPool",
  region: "region",
  地域: "region",
  labels: "labels",
  标签: "labels",
  loginmode: "loginMode",
  登录方式: "loginMode",
};

type Columns = { field: string | undefined; head: string }[];

/** Hosts from CSV: the first line names the columns; commas, semicolons or tabs between them. */
export function readCsv(text: string): Reading {
  const reading: Reading = { drafts: [], notRead: [] };
  let columns: Columns | null = null;
  const lines = new LineCounter(text);
  papaparse.parse<string[]>(text, {
    skipEmptyLines: "greedy",
    step: ({ data, errors, meta }) => {
      const { line, source } = lines.upTo(meta.cursor);
      if (columns === null) {
        columns = data.map((head) => ({
          head,
          field: columnNames[head.toLowerCase().replaceAll(/[\s_-]/g, "")],
        }));
        reading.notRead = columns.flatMap(({ field, head }) =>
          field === undefined ? [{ line, text: head }] : [],
        );
        if (!columns.some(({ field }) => field === "name"))
          reading.drafts.push({ ...blank(line, source), refused: { refusal: "NO_NAME_COLUMN" } });
      } else if (columns.some(({ field }) => field === "name")) {
        reading.drafts.push(draftOf(columns, data, { line, source, broken: errors.length > 0 }));
      }
    },
  });
  return reading;
}

function blank(line: number, source: string): Draft {
  return { line, source, kind: "target", name: "", values: {} };
}

function draftOf(
  columns: Columns,
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
    else if (field !== undefined && cell !== "")
      draft.values[field] = field === "port" ? numberOf(cell) : cell;
  }
  draft.values.name = draft.name;
  return draft;
}

function numberOf(cell: string): unknown {
  return /^\d+$/.test(cell) ? Number(cell) : cell;
}

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
