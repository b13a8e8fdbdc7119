"use client";

import dynamic from "next/dynamic";
import type { TaskListInput } from "../../../../server/task/input.ts";
import { useSelection } from "../../../_ui/selection.tsx";

const Bar = dynamic(() => import("./task-bulk-bar.tsx"), { ssr: false });

/** What can be done to the tasks that are picked; loaded with the first of them. */
export function TaskBulk(props: { asked: Partial<TaskListInput>; total: number }) {
  return useSelection().picked.length > 0 && <Bar {...props} />;
}
