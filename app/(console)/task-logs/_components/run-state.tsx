import { useTranslations } from "next-intl";
import type { TaskLogItem } from "../../../../server/task-log/output.ts";
import { State } from "../../../_ui/state.tsx";

const worst = ["failed", "timed_out", "lost", "unreachable"] as const;

/** A run's state in one phrase: where some hosts did not succeed, how many of how many. */
export function RunState({ run: { state, counts } }: { run: Pick<TaskLogItem, "state" | "counts"> }) {
  const t = useTranslations("state");
  const bad = worst.reduce((sum, name) => sum + counts[name], 0);
  const ended = counts.total - counts.pending - counts.active;
  if (state === "running") return <State state={state}>{`${t(state)} ${ended}/${counts.total}`}</State>;
  if (bad > 0 && counts.total > 1) return <State state={state}>{`${t(state)} ${bad}/${counts.total}`}</State>;
  return <State state={state} />;
}
