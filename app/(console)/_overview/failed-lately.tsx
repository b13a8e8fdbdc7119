import { useTranslations } from "next-intl";
import type { FailedRun, Summary } from "../../../server/dashboard/output.ts";
import { RowLink } from "../../_ui/list-link.tsx";
import { Moment } from "../../_ui/moment.tsx";
import { StateGlyph } from "../../_ui/state-glyph.tsx";
import { Part } from "./part.tsx";

const looks = { interrupted: "text-lost" } as Partial<Record<FailedRun["state"], string>>;

/** What did not end well in 24 hours, with the first host that says why. */
export function FailedLately({ failed: { total, of, dayBefore, items } }: { failed: Summary["failed"] }) {
  const t = useTranslations("overview");
  const states = useTranslations("state");
  return (
    <Part
      title={t("failedLately")}
      beside={of > 0 && t("failedCount", { count: total, total: of })}
      end={t("dayBefore", { count: dayBefore })}
    >
      {items.length === 0 ? (
        <p className="text-ink-2">{t("nothingFailed")}</p>
      ) : (
        <ul>
          {items.map((run) => (
            <li
              key={run.id}
              className="grid grid-cols-[auto_minmax(0,1fr)_auto] items-center gap-x-3 border-line border-t py-2 sm:grid-cols-[auto_minmax(0,2fr)_auto_minmax(0,3fr)_auto]"
            >
              <span className={looks[run.state] ?? "text-bad"} title={states(run.state)}>
                <StateGlyph state={run.state} />
                <span className="sr-only">{states(run.state)}</span>
              </span>
              <span className="truncate">
                <RowLink href={`/task-logs/${run.id}`}>{run.taskName}</RowLink>{" "}
                <span className="font-mono text-ink-3 text-small">{`#${run.id}`}</span>
              </span>
              <span className="text-bad">{`${run.counts.total - run.counts.succeeded}/${run.counts.total}`}</span>
              <span className="hidden truncate font-mono text-ink-2 text-small sm:block">
                {saidBy(run.first)}
              </span>
              <span className="col-start-2 text-ink-2 text-small sm:col-auto">
                <Moment at={run.endedAt} />
              </span>
            </li>
          ))}
        </ul>
      )}
    </Part>
  );
}

function saidBy(first: FailedRun["first"]): string {
  if (first === null) return "";
  return `${first.hostName}: ${first.lastLine ?? first.detail ?? "—"}`;
}
