"use client";

import { useQuery } from "@tanstack/react-query";
import Link from "next/link";
import { useLocale, useTranslations } from "next-intl";
import { boolean, object, record, string } from "zod";
import type { Locale } from "../../../../server/domain/locale.ts";
import type {
  LivingWorker,
  MessageCentreHealth,
  SystemInfo,
  Walls,
} from "../../../../server/system/output.ts";
import { useTRPC } from "../../../_trpc/client.tsx";
import { formatDuration } from "../../../_ui/format.ts";
import { Moment } from "../../../_ui/moment.tsx";
import { StateSign } from "../../../_ui/state.tsx";
import { StateGlyph } from "../../../_ui/state-glyph.tsx";
import { Table } from "../../../_ui/table.tsx";

const lookMs = 5_000;
const readiness = object({ ready: boolean(), checks: record(string(), boolean()) });
const parts = ["database", "migrations", "worker", "walls"] as const;

/** Whether everything stands that runs need, and who works; looked at again and again. */
export function SystemHealth({ first }: { first: SystemInfo }) {
  const trpc = useTRPC();
  const { data = first, dataUpdatedAt } = useQuery(
    trpc.system.info.queryOptions(undefined, { initialData: first, refetchInterval: lookMs }),
  );
  const ready = useQuery({
    queryKey: ["ready"],
    queryFn: async () => readiness.parse(await (await fetch("/api/ready")).json()),
    refetchInterval: lookMs,
  });
  return (
    <>
      <section className="space-y-3 border-line border-b p-4 lg:p-6">
        {ready.data !== undefined && <Readiness {...ready.data} />}
        {data.messageCentre !== null && <MessageCentre health={data.messageCentre} />}
        <WallDetails walls={data.walls} />
      </section>
      <WorkerList workers={data.workers} now={dataUpdatedAt} />
    </>
  );
}

function Readiness({ ready, checks }: { ready: boolean; checks: Record<string, boolean> }) {
  const t = useTranslations("system");
  return (
    <>
      <p role="status" className="text-section">
        {ready ? t("ready") : t("notReady")}
      </p>
      <ul className="max-w-2xl">
        {parts.map((part) => (
          <li key={part} className="flex min-h-9 items-center gap-2.5 border-line border-t">
            <span className={checks[part] ? "text-ok" : "text-bad"}>
              <StateGlyph state={checks[part] ? "succeeded" : "failed"} />
            </span>
            {t(`parts.${part}`)}
            {!checks[part] && <span className="ml-auto text-ink-2">{t(`cures.${part}`)}</span>}
          </li>
        ))}
      </ul>
    </>
  );
}

/** Whether the message centre takes what it is given, by its last answer. */
function MessageCentre({ health: { last, waiting, dead } }: { health: MessageCentreHealth }) {
  const t = useTranslations("system");
  const isWell = last?.outcome === "delivered";
  return (
    <div className="flex min-h-9 max-w-2xl flex-wrap items-center gap-x-2.5 border-line border-y py-1.5">
      <StateSign state={last === null ? "pending" : isWell ? "succeeded" : "failed"} />
      <span>{t("messageCentre")}</span>
      <span className="text-ink-2">
        {last === null
          ? t("centreUnused")
          : t.rich(isWell ? "centreTook" : "centreRefused", {
              message: last.message ?? "",
              at: () => <Moment at={last.at} />,
            })}
      </span>
      {waiting + dead > 0 && (
        <Link
          href={`/settings/notices?channel=centre&state=${dead > 0 ? "dead" : "waiting"}`}
          className="ml-auto underline decoration-line-2 underline-offset-2"
        >
          {t("centreOpen", { waiting, dead })}
        </Link>
      )}
    </div>
  );
}

function WallDetails({ walls: { roleIsBound, openTables } }: { walls: Walls }) {
  const t = useTranslations("system");
  return (
    <p className={roleIsBound && openTables.length === 0 ? "text-ink-2" : "text-bad"}>
      {roleIsBound ? t("bound") : t("notBound")}
      {openTables.length > 0 && ` · ${t("openTables", { names: openTables.join(", ") })}`}
    </p>
  );
}

function WorkerList({ workers, now }: { workers: LivingWorker[]; now: number }) {
  const t = useTranslations("system");
  const locale = useLocale() as Locale;
  const ago = (at: string) => formatDuration(Math.max(0, now - Date.parse(at)), locale);
  return (
    <section>
      <h2 className="px-4 pt-4 text-section lg:px-6">{t("workers")}</h2>
      {workers.length === 0 ? (
        <p className="px-4 py-3 text-bad lg:px-6">{t("noWorkers")}</p>
      ) : (
        <Table
          label={t("workers")}
          items={workers.map((worker) => ({ key: worker.id, ...worker }))}
          columns={[
            {
              head: t("host"),
              cell: ({ host, id }) => <span className="font-medium">{`${host} #${id}`}</span>,
            },
            { head: t("pid"), align: "right", cell: ({ pid }) => <code>{pid}</code> },
            { head: t("version"), wide: true, cell: ({ version }) => version },
            {
              head: t("heartbeat"),
              align: "right",
              cell: ({ heartbeatAt }) => (
                <span suppressHydrationWarning>{t("ago", { duration: ago(heartbeatAt) })}</span>
              ),
            },
            { head: t("state"), cell: ({ draining }) => (draining ? t("draining") : t("atWork")) },
          ]}
        />
      )}
    </section>
  );
}
