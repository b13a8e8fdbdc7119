import { useTranslations } from "next-intl";
import type { Counts, TaskLogItem } from "../../../../server/task-log/output.ts";
import { State } from "../../../_ui/state.tsx";
import type { GlyphState } from "../../../_ui/state-glyph.tsx";

type Run = Pick<TaskLogItem, "state" | "counts">;

const notGood = ["failed", "timed_out", "lost", "unreachable"] as const;

/** A run's state in one phrase with its sign: `3 of 14 failed`, `94 of 120 done`, `487 hosts`. */
export function RunState({ run }: { run: Run }) {
  return (
    <State state={runGlyph(run)}>
      <RunWords run={run} />
    </State>
  );
}

/** The sign that says most: of a run that failed in one way alone, that way's. */
export function runGlyph({ state, counts }: Run): GlyphState {
  const [only] = waysOf(counts);
  return state === "failed" && waysOf(counts).length === 1 && only !== undefined ? only : state;
}

/** How many of how many, where there is more than one host. */
export function RunWords({ run: { state, counts } }: { run: Run }) {
  const t = useTranslations("runs");
  const states = useTranslations("state");
  const { total, pending, active, lost } = counts;
  const ended = total - pending - active;
  const ways = waysOf(counts);
  const count = ways.reduce((sum, way) => sum + counts[way], 0);
  if (state === "running") return total === 1 ? states(state) : t("done", { ended, total });
  if (state === "succeeded") return t("hosts", { count: total });
  if (state === "cancelled")
    return total === 1
      ? states(state)
      : t("stoppedAt", { ended: total - counts.skipped - counts.cancelled, total });
  if (state === "interrupted" && lost > 0) return t("lost", { count: lost });
  if (count === 0 || (state !== "failed" && state !== "timed_out")) return states(state);
  const [only = "failed"] = ways;
  if (total === 1) return states(only);
  return ways.length === 1 ? t(only, { count, total }) : t("notGood", { count, total });
}

/** The ways in which hosts did not succeed. */
function waysOf(counts: Counts) {
  return notGood.filter((way) => counts[way] > 0);
}
