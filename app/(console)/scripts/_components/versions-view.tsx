"use client";

import { useInfiniteQuery, useQuery } from "@tanstack/react-query";
import clsx from "clsx";
import { ArrowRight } from "lucide-react";
import { useTranslations } from "next-intl";
import { parseAsInteger, parseAsStringLiteral, useQueryStates } from "nuqs";
import type { Script, ScriptVersion, ScriptVersionItem } from "../../../../server/script/output.ts";
import { useTRPC, useTRPCClient } from "../../../_trpc/client.tsx";
import { Button } from "../../../_ui/button.tsx";
import { DiffPanel, useRoomyMode } from "../../../_ui/code/diff-panel.tsx";
import { Moment } from "../../../_ui/moment.tsx";
import { RestoreVersion } from "./restore-version.tsx";
import { RunDialog } from "./run-dialog.tsx";
import { type ScriptCounts, ScriptHeader } from "./script-header.tsx";
import { VersionLines } from "./version-cards.tsx";

const asked = {
  a: parseAsInteger,
  b: parseAsInteger,
  mode: parseAsStringLiteral(["side", "one", "text"] as const),
};

/** A script's versions, and what any two of them differ in; which two stands in the URL. */
export function VersionsView({
  script,
  counts,
  versions,
}: {
  script: Script;
  counts: ScriptCounts;
  versions: ScriptVersionItem[];
}) {
  const { id, currentVersion } = script;
  const trpc = useTRPC();
  const roomy = useRoomyMode();
  const [query, setQuery] = useQueryStates(asked, { history: "push" });
  const b = query.b ?? currentVersion;
  const a = query.a ?? b - 1;
  // A version never changes once it is written.
  const forLife = { staleTime: Number.POSITIVE_INFINITY, retry: false };
  const before = useQuery(
    trpc.script.version.queryOptions({ id, number: a }, { ...forLife, enabled: a >= 1 }),
  );
  const after = useQuery(trpc.script.version.queryOptions({ id, number: b }, forLife));
  const restored = b === currentVersion ? before.data : after.data;
  return (
    <>
      <ScriptHeader
        script={script}
        counts={counts}
        tab="versions"
        actions={
          <>
            {restored !== undefined && restored.number !== currentVersion && (
              <RestoreVersion
                script={script}
                version={restored}
                onRestored={(number) => void setQuery({ a: currentVersion, b: number })}
              />
            )}
            <RunDialog script={script} />
          </>
        }
      />
      <div className="grid min-h-0 flex-1 lg:grid-rows-[minmax(0,1fr)] lg:grid-cols-[264px_minmax(0,1fr)]">
        <VersionList
          script={script}
          versions={versions}
          total={counts.versions}
          chosen={{ a: before.data?.number ?? null, b }}
          onChoose={(sides) => void setQuery(sides)}
        />
        {after.data !== undefined && !(a >= 1 && before.isPending) && (
          <DiffPanel
            before={before.data === undefined ? null : sideOf(before.data)}
            after={sideOf(after.data)}
            language={script.language}
            mode={query.mode ?? roomy}
            onMode={(mode) => void setQuery({ mode })}
            lead={<Pair a={before.data?.number ?? null} b={b} current={currentVersion} />}
          />
        )}
        {after.error !== null && <p className="p-6 text-bad">{after.error.message}</p>}
      </div>
    </>
  );
}

function sideOf({ number, content, author, createdAt, note }: ScriptVersion) {
  const about = (
    <>
      {author}, <Moment at={createdAt} /> {note}
    </>
  );
  return { text: content, name: `v${number}`, about };
}

function Pair({ a, b, current }: { a: number | null; b: number; current: number }) {
  const t = useTranslations("scripts");
  const words = b === current ? t("versionCurrent", { number: b }) : `v${b}`;
  if (a === null) return <b className="font-semibold">{words}</b>;
  return (
    <span className="flex items-center gap-2">
      <Letter side="A" /> {`v${a}`} <ArrowRight size={14} className="text-ink-3" aria-hidden="true" />
      <Letter side="B" /> {words}
    </span>
  );
}

function Letter({ side }: { side: "A" | "B" }) {
  return (
    <span className="inline-flex size-5 items-center justify-center rounded-cell bg-ink font-semibold text-on-ink text-small">
      {side}
    </span>
  );
}

/** All versions, newest first, more as they are asked for; each can be shown, or taken as one of the two sides. */
function VersionList({
  script: { id, currentVersion },
  versions,
  total,
  chosen,
  onChoose,
}: {
  script: Script;
  versions: ScriptVersionItem[];
  total: number;
  chosen: { a: number | null; b: number };
  onChoose: (sides: { a?: number | null; b?: number }) => void;
}) {
  const t = useTranslations("scripts");
  const client = useTRPCClient();
  const older = useInfiniteQuery({
    queryKey: ["versions", id, currentVersion],
    queryFn: ({ pageParam }) => client.script.versions.query({ id, page: pageParam }),
    initialPageParam: 1,
    initialData: { pages: [{ items: versions, total, totalCapped: false }], pageParams: [1] },
    getNextPageParam: (_, pages) => (pages.length * 20 < total ? pages.length + 1 : undefined),
    staleTime: Number.POSITIVE_INFINITY,
  });
  const all = older.data.pages.flatMap(({ items }) => items);
  return (
    <div className="overflow-y-auto border-line border-b bg-ground p-2 max-lg:max-h-72 lg:border-r lg:border-b-0">
      <ul>
        {all.map((version) => (
          <VersionRow
            key={version.number}
            version={version}
            current={currentVersion}
            chosen={chosen}
            onChoose={onChoose}
          />
        ))}
      </ul>
      {older.hasNextPage && (
        <Button look="quiet" small onClick={() => void older.fetchNextPage()}>
          {t("shownOf", { shown: all.length, count: total })}
        </Button>
      )}
    </div>
  );
}

function VersionRow({
  version,
  current,
  chosen: { a, b },
  onChoose,
}: {
  version: ScriptVersionItem;
  current: number;
  chosen: { a: number | null; b: number };
  onChoose: (sides: { a?: number | null; b?: number }) => void;
}) {
  const t = useTranslations("scripts");
  const { number } = version;
  return (
    <li
      className={clsx(
        "group relative rounded-control border-l-2",
        number === b ? "border-now-solid bg-select" : "border-transparent",
        number === a && number !== b && "bg-hover",
      )}
    >
      <button
        type="button"
        aria-current={number === b ? "true" : undefined}
        onClick={() => onChoose({ b: number, a: null })}
        className="block w-full rounded-control px-2 pt-1.5 pb-1 text-left hover:bg-hover"
      >
        <VersionLines version={version} current={current} />
      </button>
      <span className="flex gap-1 px-2 pb-1.5">
        {(["a", "b"] as const).map((side) => (
          <button
            key={side}
            type="button"
            aria-pressed={(side === "a" ? a : b) === number}
            aria-label={t(side === "a" ? "takeAsA" : "takeAsB", { number })}
            onClick={() => onChoose(side === "a" ? { a: number, b } : { b: number, a })}
            className="size-5 rounded-cell border border-line-2 font-semibold text-ink-2 text-small hover:bg-surface aria-pressed:border-ink aria-pressed:bg-ink aria-pressed:text-on-ink"
          >
            {side.toUpperCase()}
          </button>
        ))}
      </span>
    </li>
  );
}
