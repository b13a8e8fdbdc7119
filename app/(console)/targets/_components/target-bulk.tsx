"use client";

import dynamic from "next/dynamic";
import type { TargetListInput } from "../../../../server/target/input.ts";
import { useSelection } from "../../../_ui/selection.tsx";

const Bar = dynamic(() => import("./target-bulk-bar.tsx"), { ssr: false });

/** What can be done to the hosts that are picked; loaded with the first of them. */
export function TargetBulk(props: { asked: Partial<TargetListInput>; total: number }) {
  return useSelection().picked.length > 0 && <Bar {...props} />;
}
