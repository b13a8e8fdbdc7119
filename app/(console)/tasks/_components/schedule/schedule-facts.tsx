"use client";

import { useQuery } from "@tanstack/react-query";
import Link from "next/link";
import { useLocale, useTranslations } from "next-intl";
import type { ReactNode } from "react";
import type { Locale } from "../../../../../server/domain/locale.ts";
import type { Task } from "../../../../../server/task/output.ts";
import { useTRPC } from "../../../../_trpc/client.tsx";
import { formatDuration, formatZone } from "../../../../_ui/format.ts";
import { Ahead, Moment } from "../../../../_ui/moment.tsx";
import { Sentence } from "../will-happen.tsx";
import { NextFires } from "./next-fires.tsx";
import { NextFire } from "./schedule-cells.tsx";

/** A task's schedule beside its fires: in words, as it is written, its rules, and what comes next. */
export function ScheduleFacts({ task }: { task: Task }) {
  const t = useTranslations("fires");
  const words = useTranslations("schedule");
  const locale = useLocale() as Locale;
  const { cron, runAt, sentence, misfire, misfireWindowSeconds, overlap, jitterSeconds } = task;
  const { pauseAfterFailures, failuresInRow, startAt, endAt, calendarIds } = task;
  const zone = formatZone(task.timeZone ?? "UTC", locale);
  const say = (seconds: number) => formatDuration(seconds * 1_000, locale);
  return (
    <aside className="space-y-3 border-line border-t bg-ground p-5 min-[1100px]:border-t-0 min-[1100px]:border-l">
      <h2 className="text-section">{words("schedule")}</h2>
      <Sentence>
        {cron === null ? (
          <>
            <Moment at={runAt} /> · {zone}
          </>
        ) : (
          words.rich("words", {
            b: (text) => <b className="font-semibold">{text}</b>,
            sentence: sentence ?? cron,
            zone,
          })
        )}
      </Sentence>
      {cron !== null && (
        <p className="rounded-control border border-line-2 px-3 py-1.5">
          <code>{cron}</code>
        </p>
      )}
      <dl className="grid grid-cols-[6.5rem_minmax(0,1fr)] gap-y-1.5 text-small *:odd:text-ink-3">
        <Row name={t("ifLate")}>
          {misfire === "skip"
            ? words("misfires.skip")
            : t("newestWithin", { time: say(misfireWindowSeconds) })}
        </Row>
        <Row name={t("ifRunning")}>{t(`overlapRules.${overlap}`, { count: task.overlapLimit })}</Row>
        {startAt !== null && (
          <Row name={words("startAt")}>
            <Moment at={startAt} />
          </Row>
        )}
        {endAt !== null && (
          <Row name={words("endAt")}>
            <Moment at={endAt} />
          </Row>
        )}
        {calendarIds.length > 0 && (
          <Row name={t("closedIn")}>
            <CalendarNames ids={calendarIds} tenantId={task.tenantId} />
          </Row>
        )}
        <Row name={t("onFailures")}>
          {pauseAfterFailures === null
            ? t("goesOn")
            : t("pausesAfter", { count: pauseAfterFailures, now: failuresInRow })}
        </Row>
        <Row name={words("jitter")}>
          {jitterSeconds === 0 ? t("noJitter") : t("upTo", { time: say(jitterSeconds) })}
        </Row>
        <Row name={t("next")}>
          {task.nextFireAt === null ? <NextFire task={task} /> : <Ahead at={task.nextFireAt} />}
        </Row>
      </dl>
      {cron !== null && task.nextFireAt !== null && <Preview task={task} cron={cron} />}
    </aside>
  );
}

function Row({ name, children }: { name: string; children: ReactNode }) {
  return (
    <>
      <dt>{name}</dt>
      <dd>{children}</dd>
    </>
  );
}

function Preview({ task, cron }: { task: Task; cron: string }) {
  const trpc = useTRPC();
  const { id: taskId, tenantId, timeZone, startAt, endAt, calendarIds } = task;
  const { data } = useQuery(
    trpc.task.preview.queryOptions(
      { tenantId, taskId, cron, timeZone: timeZone ?? undefined, startAt, endAt, calendarIds, count: 6 },
      { retry: false },
    ),
  );
  return data === undefined ? null : (
    <>
      <NextFires preview={data} />
      {data.warnings.map(({ reason, message }) => (
        <p key={reason} className="text-small text-warn">
          {message}
        </p>
      ))}
    </>
  );
}

function CalendarNames({ ids, tenantId }: { ids: number[]; tenantId: number }) {
  const trpc = useTRPC();
  const { data } = useQuery(trpc.calendar.list.queryOptions({ tenantId, pageSize: 100 }));
  const known = data?.items.filter(({ id }) => ids.includes(id)) ?? [];
  return (
    <ul>
      {known.map(({ id, name }) => (
        <li key={id}>
          <Link href={`/settings/calendars/${id}`} className="underline decoration-line-2 underline-offset-2">
            {name}
          </Link>
        </li>
      ))}
    </ul>
  );
}
