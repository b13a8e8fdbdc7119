import { useTranslations } from "next-intl";
import type { taskLogSorts } from "../../../../server/domain/history.ts";
import type { TaskLogItem } from "../../../../server/task-log/output.ts";
import { RowLink } from "../../../_ui/list-link.tsx";
import type { Sorted } from "../../../_ui/list-params.ts";
import { Duration, Elapsed, Moment } from "../../../_ui/moment.tsx";
import { PhoneItem } from "../../../_ui/phone-item.tsx";
import { ProgressBar } from "../../../_ui/progress-bar.tsx";
import { StateSign, textLook } from "../../../_ui/state.tsx";
import { type Column, Table } from "../../../_ui/table.tsx";
import { RunState, RunWords, runGlyph } from "./run-state.tsx";

type Row = TaskLogItem & { key: number };
type RunSort = (typeof taskLogSorts)[number];

/** Runs, newest first, as every history shows them. */
export function RunTable({
  label,
  runs,
  empty,
  sorted,
  narrow = false,
}: {
  label: string;
  runs: TaskLogItem[];
  empty?: string;
  /** Absent where the heads do not sort. */
  sorted?: Sorted<RunSort>;
  /** Beside another column: what ran, how it ended and when. */
  narrow?: boolean;
}) {
  const t = useTranslations("taskLogs");
  const common = useTranslations("common");
  if (runs.length === 0 && empty !== undefined) return <p className="p-6 text-ink-2">{empty}</p>;
  const more: Column<Row, RunSort>[] = [
    {
      head: t("script"),
      wide: true,
      cell: ({ scriptName, scriptVersion }) => `${scriptName} v${scriptVersion}`,
    },
    { head: t("trigger"), wide: true, cell: ({ trigger }) => t(`triggers.${trigger}`) },
    {
      head: t("by"),
      wide: true,
      cell: ({ trigger, executedBy }) => (trigger === "schedule" ? t("triggers.schedule") : executedBy),
    },
  ];
  return (
    <Table<Row, RunSort>
      label={label}
      sorted={sorted}
      phone={(run) => <RunOnPhone run={run} />}
      items={runs.map((run) => ({ key: run.id, ...run }))}
      columns={[
        {
          head: t("id"),
          sort: "createdAt",
          first: "desc",
          cell: ({ id }) => <RowLink href={`/task-logs/${id}`}>#{id}</RowLink>,
        },
        {
          head: t("task"),
          cell: ({ id, taskName }) => <RowLink href={`/task-logs/${id}`}>{taskName}</RowLink>,
        },
        { head: t("state"), cell: (run) => <RunState run={run} /> },
        { head: t("hosts"), align: "right", cell: ({ counts }) => common("hosts", { count: counts.total }) },
        ...(narrow ? [] : more),
        {
          head: t("started"),
          sort: "startedAt",
          first: "desc",
          wide: true,
          cell: ({ startedAt }) => <Moment at={startedAt} />,
        },
        {
          head: t("duration"),
          sort: "duration",
          first: "desc",
          align: "right",
          cell: (run) => <Took run={run} />,
        },
      ]}
    />
  );
}

/** How long it took; of one that is under way, how long it has been. */
function Took({ run: { startedAt, endedAt, durationMs } }: { run: TaskLogItem }) {
  if (startedAt !== null && endedAt === null) return <Elapsed from={startedAt} to={null} />;
  return <Duration ms={durationMs} />;
}

/** Three lines: task and how long, the state in words, the script and when. */
function RunOnPhone({ run }: { run: TaskLogItem }) {
  const { id, taskName, scriptName, scriptVersion, counts, startedAt, createdAt, endedAt } = run;
  const glyph = runGlyph(run);
  return (
    <PhoneItem
      href={`/task-logs/${id}`}
      title={taskName}
      sign={<StateSign state={glyph} size={16} />}
      beside={<Took run={run} />}
      words={
        <span className={textLook(glyph)}>
          <RunWords run={run} />
        </span>
      }
      below={endedAt === null && <ProgressBar counts={counts} />}
      last={
        <>
          #{id} <Moment at={startedAt ?? createdAt} />
        </>
      }
      lastRight={`${scriptName} v${scriptVersion}`}
    />
  );
}
