import clsx from "clsx";
import Link from "next/link";
import type { TargetLogItem } from "../../../../server/task-log/output.ts";
import { familyOf } from "../../../_ui/state.tsx";
import { StateGlyph } from "../../../_ui/state-glyph.tsx";

/** Above so many hosts the cells are small. */
const many = 200;

const looks = {
  idle: "border border-line-2 text-ink-3",
  now: "bg-now-tint text-now",
  ok: "bg-ok-tint text-ok",
  bad: "bg-bad-solid text-on-bad",
  warn: "bg-warn-solid text-on-warn",
  lost: "bg-lost-solid text-on-lost",
} as const;

/** One cell a host: pale where all is well, solid where somebody should look. Each leads to its output. */
export function HostGrid({
  runId,
  hosts,
  label,
}: {
  runId: number;
  hosts: TargetLogItem[];
  label: (host: TargetLogItem) => string;
}) {
  const small = hosts.length > many;
  const inOrder = [...hosts].sort((a, b) => a.position - b.position);
  return (
    <ul className={clsx("flex flex-wrap", small ? "gap-px" : "gap-0.75")}>
      {inOrder.map((host) => (
        <li key={host.targetLogId}>
          <Link
            href={`/task-logs/${runId}/targets/${host.targetLogId}`}
            aria-label={label(host)}
            title={label(host)}
            className={clsx(
              "flex items-center justify-center rounded-cell transition-colors duration-200",
              small ? "size-3" : "size-5",
              looks[familyOf[host.state]],
            )}
          >
            {(!small || familyOf[host.state] !== "ok") && (
              <StateGlyph state={host.state} size={small ? 8 : 12} />
            )}
          </Link>
        </li>
      ))}
    </ul>
  );
}
