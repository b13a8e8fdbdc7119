"use client";

import { useTranslations } from "next-intl";
import type { ProxyListInput } from "../../../../server/proxy/input.ts";
import { useTRPCClient } from "../../../_trpc/client.tsx";
import { BulkBar } from "../../../_ui/bulk-bar.tsx";
import { useSelection } from "../../../_ui/selection.tsx";
import { BulkDelete } from "../../_bulk/bulk-delete.tsx";
import { useBulkWords } from "../../_bulk/use-bulk-words.ts";
import { BulkTest } from "../../_hosts/bulk-test.tsx";
import { type ProxyFacts, proxyFactsOf } from "./proxy-facts.ts";

/** Test and delete proxies; one that targets are reached through stays. */
export default function ProxyBulkBar({ asked, total }: { asked: Partial<ProxyListInput>; total: number }) {
  const one = useTranslations("proxies");
  const client = useTRPCClient();
  const { picked } = useSelection<ProxyFacts>();
  const { many } = useBulkWords("proxy");
  const deletable = picked.filter(({ targetCount }) => targetCount === 0);
  const kept = picked.length - deletable.length;
  const pageOf = async (page: { page: number; pageSize: number }) => {
    const { items } = await client.proxy.list.query({ ...asked, ...page, sort: "createdAt", order: "asc" });
    return items.map(proxyFactsOf);
  };
  return (
    <BulkBar<ProxyFacts> many={many} total={total} pageOf={pageOf}>
      <BulkTest kind="proxy" ids={picked.map(({ id }) => id)} />
      <BulkDelete
        kind="proxy"
        items={deletable}
        stays={one("deleteManyText")}
        kept={kept > 0 && one("keptUsed", { count: kept })}
        act={(ids) => client.proxy.deleteMany.mutate({ ids })}
      />
    </BulkBar>
  );
}
