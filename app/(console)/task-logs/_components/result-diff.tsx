"use client";

import { useQuery } from "@tanstack/react-query";
import clsx from "clsx";
import { useTranslations } from "next-intl";
import { foldLine } from "../../../../server/domain/fold-output.ts";
import { shownText } from "../../../../server/domain/terminal-text.ts";
import type { TaskLogGroups } from "../../../../server/task-log/output.ts";
import { useTRPCClient } from "../../../_trpc/client.tsx";
import { colourStretches } from "../../../_ui/log/colours.ts";
import { LogLines, type LogStream } from "../../../_ui/log/lines.ts";

type Group = TaskLogGroups["groups"][number];
interface Said {
  text: string;
  stderr: boolean;
}
type Side = { number: number; said: Said; differs: boolean } | null;

/** So many lines of each are compared, and so many chunks read for them. */
const linesAtMost = 300;
const chunksAtMost = 100;

/** What most hosts said beside what these said; lines that differ are marked by a sign and a ground. */
export function ResultDiff({
  most,
  other,
  stream,
  exact,
}: {
  most: Group;
  other: Group | null;
  stream: LogStream | null;
  /** Else lines that differ in times, dates, ids and numbers alone are alike, as the groups have it. */
  exact: boolean;
}) {
  const t = useTranslations("groups");
  const client = useTRPCClient();
  const ids = [most, other].map((group) => group?.hosts[0]?.targetLogId ?? null);
  const rows = useQuery({
    queryKey: ["result diff", ids, stream, exact],
    staleTime: Number.POSITIVE_INFINITY,
    queryFn: async () => {
      const read = async (id: number | null) => {
        if (id === null) return null;
        const page = await client.targetLog.output.query({ id, limit: chunksAtMost });
        return linesOf(page.chunks, stream);
      };
      const [left, right] = await Promise.all(ids.map(read));
      return compare(left ?? [], right ?? null, exact);
    },
  });
  return (
    <div className="grid max-h-80 overflow-auto font-mono text-code lg:grid-cols-2">
      <Column
        title={t("mostSay", { count: most.count })}
        sides={rows.data?.map(([left]) => left) ?? []}
        sign="-"
      />
      {other !== null && (
        <Column
          title={t("theseSay", { count: other.count })}
          sides={rows.data?.map(([, right]) => right) ?? []}
          sign="+"
        />
      )}
    </div>
  );
}

function linesOf(chunks: Parameters<LogLines["add"]>[0][], stream: LogStream | null): Said[] {
  const reader = new LogLines();
  for (const chunk of chunks) if (stream === null || chunk.stream === stream) reader.add(chunk);
  const lines = reader.lines.flatMap((line) =>
    line.kind === "text" ? [{ text: line.text.slice(0, 500), stderr: line.stream === "stderr" }] : [],
  );
  return lines.slice(0, linesAtMost);
}

/** Lines of both, side by side: equal ones at the same height. */
async function compare(left: Said[], right: Said[] | null, exact: boolean): Promise<[Side, Side][]> {
  const place = (said: Said[], at: number, differs: boolean): Side => {
    const line = said[at];
    return line === undefined ? null : { number: at + 1, said: line, differs };
  };
  if (right === null) return left.map((_, at) => [place(left, at, false), null]);
  const rows: [Side, Side][] = [];
  let [a, b] = [0, 0];
  const alike = (until: number) => {
    for (; a < until; a++, b++) rows.push([place(left, a, false), place(right, b, false)]);
  };
  for (const { from, to, height } of await differences(left, right, exact)) {
    alike(from.left);
    for (let row = 0; row < height; row++) {
      const [at, beside] = [from.left + row, from.right + row];
      rows.push([
        at < to.left ? place(left, at, true) : null,
        beside < to.right ? place(right, beside, true) : null,
      ]);
    }
    [a, b] = [to.left, to.right];
  }
  alike(left.length);
  return rows;
}

/** Stretches of lines that differ; what finds them is loaded when it is needed. */
async function differences(left: Said[], right: Said[], exact: boolean) {
  const [{ Chunk }, { Text }] = await Promise.all([import("@codemirror/merge"), import("@codemirror/state")]);
  const keyOf = exact ? shownText : foldLine;
  const textOf = (said: Said[]) => Text.of([...said.map((line) => `${line.stderr} ${keyOf(line.text)}`), ""]);
  const [a, b] = [textOf(left), textOf(right)];
  const lineOf = (text: typeof a, at: number) => (at > text.length ? text.lines : text.lineAt(at).number) - 1;
  return Chunk.build(a, b).map(({ fromA, toA, fromB, toB }) => {
    const from = { left: lineOf(a, fromA), right: lineOf(b, fromB) };
    const to = { left: lineOf(a, toA), right: lineOf(b, toB) };
    return { from, to, height: Math.max(to.left - from.left, to.right - from.right) };
  });
}

function Column({ title, sides, sign }: { title: string; sides: Side[]; sign: "+" | "-" }) {
  return (
    <div className="min-w-0 border-line lg:not-first:border-l">
      <p className="sticky top-0 border-line border-b bg-surface px-3 py-1.5 font-sans font-semibold text-small">
        {title}
      </p>
      {sides.map((side, at) =>
        side === null ? (
          // biome-ignore lint/suspicious/noArrayIndexKey: rows stand by their place
          <p key={at} className="h-5 bg-sunken" />
        ) : (
          <p
            // biome-ignore lint/suspicious/noArrayIndexKey: rows stand by their place
            key={at}
            className={clsx("flex h-5", side.differs && (sign === "+" ? "bg-ok-tint" : "bg-bad-tint"))}
          >
            <span className="w-9 shrink-0 select-none pr-1 text-right text-ink-3">{side.number}</span>
            <span className="w-4 shrink-0 select-none text-center">{side.differs ? sign : ""}</span>
            <span className="w-5 shrink-0 select-none text-bad">{side.said.stderr ? "2>" : ""}</span>
            <bdi dir="ltr" className="truncate whitespace-pre">
              {colourStretches(side.said.text)
                .map((stretch) => stretch.text)
                .join("")}
            </bdi>
          </p>
        ),
      )}
    </div>
  );
}
