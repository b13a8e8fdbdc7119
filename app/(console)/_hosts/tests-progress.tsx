"use client";

import { useQuery, useQueryClient } from "@tanstack/react-query";
import type { Route } from "next";
import Link from "next/link";
import { useRouter } from "next/navigation";
import { useLocale, useTranslations } from "next-intl";
import { useEffect, useState } from "react";
import type { HostKind } from "../../../server/domain/host-kind.ts";
import type { Locale } from "../../../server/domain/locale.ts";
import { maximumShown, type TestBatch } from "../../../server/host-check/output.ts";
import { useTRPC } from "../../_trpc/client.tsx";
import { Button } from "../../_ui/button.tsx";
import { formatDuration } from "../../_ui/format.ts";
import { ProgressBar } from "../../_ui/progress-bar.tsx";
import { useNow } from "../../_ui/use-now.ts";
import { HostCells } from "./host-cells.tsx";
import { hostPage } from "./host-page.ts";
import { alike, useCauseWords } from "./use-cause-words.ts";
import { useTestMany } from "./use-test-many.ts";

type Item = TestBatch["items"][number];

/** How far the tests of a selection are: a cell a host, counts, and below what failed with its cure. */
export function TestsProgress({
  kind,
  batchId,
  onClose,
}: {
  kind: HostKind;
  batchId: number;
  onClose: () => void;
}) {
  const [current, setCurrent] = useState(batchId);
  const t = useTranslations("hosts");
  const trpc = useTRPC();
  const router = useRouter();
  const queryClient = useQueryClient();
  const { begin, busy } = useTestMany(kind);
  const { data: batch, error } = useQuery({
    ...(kind === "target" ? trpc.target : trpc.proxy).testBatch.queryOptions({ batchId: current }),
    refetchInterval: ({ state: { data } }) => (data?.endedAt ? false : paceOf(data)),
  });
  const ended = batch?.endedAt ?? null;
  useEffect(() => {
    if (ended === null) return;
    router.refresh();
    void queryClient.invalidateQueries(trpc[kind].lastTest.pathFilter());
  }, [ended, router, queryClient, trpc, kind]);
  if (error !== null) return <p className="text-bad">{error.message}</p>;
  if (batch === undefined) return null;
  const failed = batch.items.filter(({ state }) => state === "failed");
  const again = async () => {
    const next = await begin({ failedOf: current });
    if (next !== null) setCurrent(next);
  };
  return (
    <section className="space-y-3 rounded-panel border border-line-2 bg-surface p-3">
      <div className="flex flex-wrap items-baseline gap-x-3 gap-y-1">
        <h3 className="font-medium">
          {t(ended === null ? "batchTitle" : "batchDone", { count: batch.total })}
        </h3>
        <span role="status" className="text-ink-2 text-small tabular-nums">
          {batch.noWorker ? t("batchNoWorker") : <Counts batch={batch} />}
        </span>
        {ended !== null && (
          <span className="ml-auto">
            <Button small look="quiet" onClick={onClose}>
              {t("batchClose")}
            </Button>
          </span>
        )}
      </div>
      {batch.total > maximumShown ? <Bar batch={batch} /> : <Cells items={batch.items} />}
      {ended === null ? (
        <p className="text-ink-2 text-small">{t("batchStays")}</p>
      ) : (
        failed.length > 0 && (
          <>
            <Failed kind={kind} items={failed} />
            <Button small disabled={busy} onClick={() => void again()}>
              {t("batchAgain", { count: batch.counts.failed })}
            </Button>
          </>
        )
      )}
    </section>
  );
}

/** Counts, and about how long the rest takes at the pace so far. */
function Counts({ batch: { counts, total, startedAt, endedAt } }: { batch: TestBatch }) {
  const t = useTranslations("hosts");
  const locale = useLocale() as Locale;
  const now = useNow(endedAt === null);
  const left = counts.waiting + counts.testing;
  const done = total - left;
  if (endedAt !== null) return t("batchEnd", counts);
  const line = t("batchLine", { ok: counts.ok, failed: counts.failed, left });
  if (now === null || done === 0) return line;
  const about = ((now - Date.parse(startedAt)) / done) * left;
  return `${line}${t("comma")}${t("batchAbout", { time: formatDuration(Math.max(1_000, about), locale) })}`;
}

/** Many take long: asking seldom is soon enough. */
function paceOf(batch: TestBatch | undefined): number {
  return batch !== undefined && batch.total > maximumShown ? 2_000 : 700;
}

/** In place of the cells, where they would be too many. */
function Bar({ batch: { total, counts } }: { batch: TestBatch }) {
  const { waiting: pending, testing: active, ok: succeeded, failed: unreachable } = counts;
  const none = { failed: 0, cancelled: 0, timed_out: 0, skipped: 0, lost: 0 };
  return <ProgressBar tall counts={{ total, pending, active, succeeded, unreachable, ...none }} />;
}

const looks = { waiting: "waiting", testing: "now", ok: "ok", failed: "unreachable" } as const;

function Cells({ items }: { items: Item[] }) {
  const t = useTranslations("hosts");
  const connection = useTranslations("connection");
  const word = ({ state, status }: Item) =>
    state === "waiting" || state === "testing" ? t(state) : connection(status ?? "unreachable");
  const hosts = items.map((item) => ({
    key: item.id,
    name: item.name,
    look: looks[item.state],
    word: word(item),
  }));
  return <HostCells hosts={hosts} />;
}

/** What failed, a line for each cause: why, what to do, and which hosts. */
function Failed({ kind, items }: { kind: HostKind; items: Item[] }) {
  const t = useTranslations("hosts");
  const sentence = useCauseWords();
  return (
    <ul className="max-h-72 divide-y divide-line overflow-y-auto border-line border-y">
      {alike(items).map(([first, ...others]) => (
        <li key={first.id} className="space-y-0.5 py-2">
          <p>
            {sentence(first, others.length === 0)}{" "}
            {first.detail !== null && (
              <code className="break-words text-ink-2 text-small">{first.detail}</code>
            )}
          </p>
          {first.cure !== null && <p className="text-ink-2">{first.cure}</p>}
          <p className="flex flex-wrap gap-x-3 text-small">
            {[first, ...others].slice(0, namesShown).map(({ id, name }) => (
              <Link
                key={id}
                href={hostPage(kind, id) as Route}
                className="underline decoration-line-2 underline-offset-2"
              >
                {name}
              </Link>
            ))}
            {others.length >= namesShown && t("andMore", { count: others.length + 1 - namesShown })}
          </p>
        </li>
      ))}
    </ul>
  );
}

/** Names that one cause shows; the rest is a count. */
const namesShown = 12;
