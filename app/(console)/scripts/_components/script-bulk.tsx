"use client";

import dynamic from "next/dynamic";
import type { ScriptListInput } from "../../../../server/script/input.ts";
import { useSelection } from "../../../_ui/selection.tsx";

const Bar = dynamic(() => import("./script-bulk-bar.tsx"), { ssr: false });

/** What can be done to the scripts that are picked; loaded with the first of them. */
export function ScriptBulk(props: { asked: Partial<ScriptListInput>; total: number }) {
  return useSelection().picked.length > 0 && <Bar {...props} />;
}
