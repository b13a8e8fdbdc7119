import { attentionOrder } from "../../../../server/domain/target-log-state.ts";
import type { TargetLogItem } from "../../../../server/task-log/output.ts";
import { familyOf } from "../../../_ui/state.tsx";

/** What hosts of a run are listed under, what needs a person first. */
export const hostGroups = ["bad", "now", "waiting", "ok"] as const;
export type HostGroup = (typeof hostGroups)[number];

/** Where a host stands in a list that begins with what needs a person. */
export function groupOf({ state }: Pick<TargetLogItem, "state">): HostGroup {
  if (state === "succeeded") return "ok";
  if (state === "pending") return "waiting";
  return familyOf[state] === "now" ? "now" : "bad";
}

/** Hosts as the list beside a log shows them: what did not succeed first. */
export function inListOrder(hosts: TargetLogItem[]): TargetLogItem[] {
  return hosts.toSorted(
    (a, b) =>
      hostGroups.indexOf(groupOf(a)) - hostGroups.indexOf(groupOf(b)) ||
      attentionOrder.indexOf(a.state) - attentionOrder.indexOf(b.state) ||
      a.position - b.position,
  );
}
