import Link from "next/link";
import { useTranslations } from "next-intl";
import type { TaskLog } from "../../../../server/task-log/output.ts";

/** The script that ran, and the version of it. */
export function RanScript({ run }: { run: TaskLog }) {
  return (
    <>
      <Link
        href={`/scripts/${run.scriptId}`}
        className="underline decoration-line-2 underline-offset-2 hover:decoration-ink"
      >
        {run.scriptName}
      </Link>{" "}
      v{run.scriptVersion}
    </>
  );
}

/** What the script was given, each argument in its own quotes. */
export function RanArguments({ run }: { run: TaskLog }) {
  const t = useTranslations("taskLogs");
  const given = run.snapshot.arguments;
  if (given.length === 0) return t("noArguments");
  return <code className="wrap-anywhere">{given.map((one) => JSON.stringify(one)).join(" ")}</code>;
}

/** What a run was triggered by, and by whom; a schedule is nobody. */
export function RanBy({ run: { trigger, executedBy } }: { run: Pick<TaskLog, "trigger" | "executedBy"> }) {
  const t = useTranslations("taskLogs.triggers");
  return trigger === "schedule" ? t(trigger) : `${t(trigger)} · ${executedBy}`;
}
