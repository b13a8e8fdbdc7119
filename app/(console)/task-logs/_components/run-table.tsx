import { useTranslations } from "next-intl";
import type { TaskLogItem } from "../../../../server/task-log/output.ts";
import { RowLink } from "../../../_ui/list-link.tsx";
import { Duration, Moment } from "../../../_ui/moment.tsx";
import { type Column, Table } from "../../../_ui/table.tsx";
import { RunState } from "./run-state.tsx";

type Row = TaskLogItem & { key: number };

/** Runs, newest first, as every history shows them. */
export function RunTable({
  label,
  runs,
  empty,
  narrow = false,
}: {
  label: string;
  runs: TaskLogItem[];
  empty?: string;
  /** Beside another column: what ran, how it ended and when. */
  narrow?: boolean;
}) {
  const t = useTranslations("taskLogs");
  const common = useTranslations("common");
  if (runs.length === 0 && empty !== undefined) return <p className="p-6 text-ink-2">{empty}</p>;
  const more: Column<Row>[] = [
    {
      head: t("script"),
      wide: true,
      cell: ({ scriptName, scriptVersion }) => `${scriptName} v${scriptVersion}`,
    },
    { head: t("trigger"), wide: true, cell: ({ trigger }) => t(`triggers.${trigger}`) },
    { head: t("by"), wide: true, cell: ({ executedBy }) => executedBy },
  ];
  return (
    <Table
      label={label}
      items={runs.map((run) => ({ key: run.id, ...run }))}
      columns={[
        { head: t("id"), cell: ({ id }) => <RowLink href={`/task-logs/${id}`}>#{id}</RowLink> },
        {
          head: t("task"),
          cell: ({ id, taskName }) => <RowLink href={`/task-logs/${id}`}>{taskName}</RowLink>,
        },
        { head: t("state"), cell: (run) => <RunState run={run} /> },
        { head: t("hosts"), align: "right", cell: ({ counts }) => common("hosts", { count: counts.total }) },
        ...(narrow ? [] : more),
        { head: t("started"), wide: true, cell: ({ startedAt }) => <Moment at={startedAt} /> },
        { head: t("duration"), align: "right", cell: ({ durationMs }) => <Duration ms={durationMs} /> },
      ]}
    />
  );
}
