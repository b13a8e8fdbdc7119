import { useTranslations } from "next-intl";
import type { TaskItem } from "../../../../server/task/output.ts";
import { RowLink } from "../../../_ui/list-link.tsx";
import { Moment } from "../../../_ui/moment.tsx";
import { Table } from "../../../_ui/table.tsx";
import { Tag } from "../../../_ui/tag.tsx";
import { RunState } from "../../task-logs/_components/run-state.tsx";

/** Tasks, each with its last run and what it runs. */
export function TaskTable({ label, tasks }: { label: string; tasks: TaskItem[] }) {
  const t = useTranslations("tasks");
  const common = useTranslations("common");
  return (
    <Table
      label={label}
      items={tasks.map((task) => ({ key: task.id, ...task }))}
      columns={[
        {
          head: common("name"),
          cell: ({ id, name, sample }) => (
            <span className="inline-flex items-center gap-2">
              <RowLink href={`/tasks/${id}`}>{name}</RowLink>
              {sample && <Tag>{common("sample")}</Tag>}
            </span>
          ),
        },
        { head: t("type"), wide: true, cell: ({ type }) => t(`types.${type}`) },
        {
          head: common("lastRun"),
          cell: ({ state, counts, lastTaskLogId }) =>
            state !== null && counts !== null ? (
              <RowLink href={`/task-logs/${lastTaskLogId}`}>
                <RunState run={{ state, counts }} />
              </RowLink>
            ) : (
              <span className="text-ink-3">{common("noRunYet")}</span>
            ),
        },
        {
          head: t("script"),
          cell: ({ script, scriptVersion }) => (
            <>
              {script.name} <span className="text-ink-3">v{scriptVersion ?? script.currentVersion}</span>
            </>
          ),
        },
        {
          head: t("hosts"),
          align: "right",
          cell: ({ targetCount }) => common("hosts", { count: targetCount }),
        },
        { head: common("createdBy"), wide: true, cell: ({ createdBy }) => createdBy },
        { head: common("createdAt"), wide: true, cell: ({ createdAt }) => <Moment at={createdAt} /> },
      ]}
    />
  );
}
