import { useTranslations } from "next-intl";
import { attentionOrder, isTerminalTargetLogState } from "../../../../server/domain/target-log-state.ts";
import type { TargetLogItem } from "../../../../server/task-log/output.ts";
import { RowLink } from "../../../_ui/list-link.tsx";
import { Duration, Elapsed } from "../../../_ui/moment.tsx";
import { State } from "../../../_ui/state.tsx";
import { Table } from "../../../_ui/table.tsx";

/** Hosts with what each said last: what needs a person first, what is well last. */
export function HostTable({ runId, hosts }: { runId: number; hosts: TargetLogItem[] }) {
  const t = useTranslations("taskLogs");
  const reasons = useTranslations("reason");
  const inOrder = [...hosts].sort(
    (a, b) => attentionOrder.indexOf(a.state) - attentionOrder.indexOf(b.state) || a.position - b.position,
  );
  return (
    <Table
      label={t("hosts")}
      items={inOrder.map((host) => ({ key: host.targetLogId, ...host }))}
      columns={[
        { head: t("state"), cell: ({ state }) => <State state={state} /> },
        {
          head: t("host"),
          cell: ({ targetLogId, hostName }) => (
            <RowLink href={`/task-logs/${runId}/targets/${targetLogId}`}>{hostName}</RowLink>
          ),
        },
        { head: t("exitCode"), align: "right", cell: ({ exitCode }) => <ExitCode code={exitCode} /> },
        {
          head: t("lastLine"),
          cell: ({ lastLine, reason, detail }) => (
            <span className="font-mono text-code">
              {lastLine ?? detail ?? (reason === null ? "" : reasons(reason))}
            </span>
          ),
        },
        {
          head: t("duration"),
          align: "right",
          cell: ({ durationMs, startedAt, state }) =>
            isTerminalTargetLogState(state) ? (
              <Duration ms={durationMs} />
            ) : (
              <Elapsed from={startedAt} to={null} />
            ),
        },
      ]}
    />
  );
}

function ExitCode({ code }: { code: number | null }) {
  if (code === null) return <span className="text-ink-3">—</span>;
  return <span className={code === 0 ? "text-ink-3" : "font-semibold text-bad"}>{code}</span>;
}
