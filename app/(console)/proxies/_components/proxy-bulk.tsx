"use client";

import dynamic from "next/dynamic";
import type { ProxyListInput } from "../../../../server/proxy/input.ts";
import { useSelection } from "../../../_ui/selection.tsx";

const Bar = dynamic(() => import("./proxy-bulk-bar.tsx"), { ssr: false });

/** What can be done to the proxies that are picked; loaded with the first of them. */
export function ProxyBulk(props: { asked: Partial<ProxyListInput>; total: number }) {
  return useSelection().picked.length > 0 && <Bar {...props} />;
}
