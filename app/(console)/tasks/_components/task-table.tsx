import { Pin } from "lucide-react";
import Link from "next/link";
import { useTranslations } from "next-intl";
import type { TaskSort } from "../../../../server/task/input.ts";
import type { TaskItem } from "../../../../server/task/output.ts";
import { RowLink } from "../../../_ui/list-link.tsx";
import type { Sorted } from "../../../_ui/list-params.ts";
import { Elapsed, Moment } from "../../../_ui/moment.tsx";
import { PhoneItem } from "../../../_ui/phone-item.tsx";
import { ProgressBar } from "../../../_ui/progress-bar.tsx";
import { StateSign, textLook } from "../../../_ui/state.tsx";
import { StateGlyph } from "../../../_ui/state-glyph.tsx";
import { type Column, Table } from "../../../_ui/table.tsx";
import { Tag } from "../../../_ui/tag.tsx";
import { RunState, RunWords, runGlyph } from "../../task-logs/_components/run-state.tsx";
import { NextFire, Schedule } from "./schedule/schedule-cells.tsx";
import { isActive, taskFactsOf } from "./task-facts.ts";
import { TaskMenu } from "./task-menu.tsx";

type Row = TaskItem & { key: number };

/** Tasks, each with its last run and what it runs; as a list of its own, sorted by its heads and with rows to pick. */
export function TaskTable({
  label,
  tasks,
  sorted,
}: {
  label: string;
  tasks: TaskItem[];
  /** Absent where the tasks stand within another page. */
  sorted?: Sorted<TaskSort>;
}) {
  const t = useTranslations("tasks");
  const common = useTranslations("common");
  const menu: Column<Row, TaskSort> = {
    head: <span className="sr-only">{common("actions")}</span>,
    align: "right",
    cell: (task) => <TaskMenu task={taskFactsOf(task)} />,
  };
  return (
    <Table<Row, TaskSort>
      label={label}
      sorted={sorted}
      items={tasks.map((task) => ({ key: task.id, ...task }))}
      picks={sorted && (({ name }) => name)}
      phone={(task) => <TaskOnPhone task={task} />}
      columns={[
        {
          head: common("name"),
          sort: "name",
          cell: ({ id, name, sample }) => (
            <>
              <RowLink href={`/tasks/${id}`}>{name}</RowLink> {sample && <Tag>{common("sample")}</Tag>}
            </>
          ),
        },
        { head: t("schedule"), sort: "type", wide: true, cell: (task) => <Schedule task={task} /> },
        { head: common("lastRun"), sort: "lastRun", first: "desc", cell: (task) => <LastRun task={task} /> },
        { head: t("script"), sort: "script", cell: (task) => <ScriptAndVersion task={task} /> },
        { head: t("nextFire"), sort: "nextFireAt", cell: (task) => <NextFire task={task} /> },
        {
          head: t("hosts"),
          align: "right",
          className: "max-[1439px]:hidden",
          cell: ({ targetCount }) => common("hosts", { count: targetCount }),
        },
        {
          head: common("createdBy"),
          sort: "createdBy",
          className: "max-[1359px]:hidden",
          cell: ({ createdBy }) => createdBy,
        },
        {
          head: common("createdAt"),
          sort: "createdAt",
          first: "desc",
          className: "max-[1359px]:hidden",
          cell: ({ createdAt }) => <Quiet at={createdAt} />,
        },
        {
          head: common("created"),
          sort: "createdAt",
          first: "desc",
          className: "hidden lg:max-[1359px]:table-cell",
          cell: ({ createdBy, createdAt }) => (
            <span title={createdBy}>
              <Quiet at={createdAt} />
            </span>
          ),
        },
        ...(sorted ? [menu] : []),
      ]}
    />
  );
}

function Quiet({ at }: { at: string | null }) {
  return (
    <span className="text-ink-2">
      <Moment at={at} short />
    </span>
  );
}

function LastRun({ task: { state, counts, lastTaskLog } }: { task: TaskItem }) {
  const common = useTranslations("common");
  if (state === null || counts === null || lastTaskLog === null)
    return (
      <span className="flex items-center gap-1.5 text-ink-2">
        <StateGlyph state="pending" /> {common("noRunYet")}
      </span>
    );
  return (
    <span className="flex items-center gap-2">
      <RowLink href={`/task-logs/${lastTaskLog.id}`}>
        <RunState run={{ state, counts }} />
      </RowLink>
      <span className="text-ink-2">
        {lastTaskLog.endedAt === null ? (
          <Elapsed from={lastTaskLog.startedAt ?? lastTaskLog.createdAt} to={null} />
        ) : (
          <Moment at={lastTaskLog.endedAt} short />
        )}
      </span>
    </span>
  );
}

function ScriptAndVersion({ task: { script, scriptVersion } }: { task: TaskItem }) {
  const t = useTranslations("tasks");
  const pinned = scriptVersion !== null && t("pinned", { version: scriptVersion });
  return (
    <span className="inline-flex max-w-full items-center gap-1.5">
      {script.deleted ? (
        <span className="truncate text-ink-3 line-through">{script.name}</span>
      ) : (
        <Link href={`/scripts/${script.id}`} prefetch={false} className="truncate hover:underline">
          {script.name}
        </Link>
      )}
      <span className="text-ink-2">v{scriptVersion ?? script.currentVersion}</span>
      {pinned && (
        <span role="img" aria-label={pinned} title={pinned} className="text-ink-3">
          <Pin size={12} strokeWidth={1.75} aria-hidden="true" />
        </span>
      )}
    </span>
  );
}

/** Three lines: name and since when, the last run in words, type and script. */
function TaskOnPhone({ task }: { task: TaskItem }) {
  const t = useTranslations("tasks");
  const common = useTranslations("common");
  const states = useTranslations("state");
  const { id, name, type, state, counts, lastTaskLog, script, scriptVersion, sample } = task;
  const ran = state !== null && counts !== null && lastTaskLog !== null;
  const glyph = ran ? runGlyph({ state, counts }) : "pending";
  return (
    <PhoneItem
      href={`/tasks/${id}`}
      title={name}
      tags={sample && <Tag>{common("sample")}</Tag>}
      sign={<StateSign state={glyph} size={16} />}
      beside={
        ran &&
        (isActive(task) ? (
          <Elapsed from={lastTaskLog.startedAt} to={null} />
        ) : (
          <Moment at={lastTaskLog.endedAt} short />
        ))
      }
      words={
        ran ? (
          <span className={textLook(glyph)}>
            {state === "succeeded" && `${states(state)} · `}
            <RunWords run={{ state, counts }} />
          </span>
        ) : (
          common("noRunYet")
        )
      }
      below={ran && isActive(task) && <ProgressBar counts={counts} />}
      last={type === "immediate" ? t("whenStarted") : <NextFire task={task} />}
      lastRight={`${script.name} v${scriptVersion ?? script.currentVersion}`}
    />
  );
}
