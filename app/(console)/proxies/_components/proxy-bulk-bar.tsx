"use client";

import { PlugZap } from "lucide-react";
import { useTranslations } from "next-intl";
import type { ProxyListInput } from "../../../../server/proxy/input.ts";
import { useTRPCClient } from "../../../_trpc/client.tsx";
import { BulkAction } from "../../../_ui/bulk-action.tsx";
import { BulkBar } from "../../../_ui/bulk-bar.tsx";
import { useSelection } from "../../../_ui/selection.tsx";
import { BulkDelete } from "../../_bulk/bulk-delete.tsx";
import { useBulkWords } from "../../_bulk/use-bulk-words.ts";
import { useBulkTest } from "../../_hosts/use-bulk-test.ts";
import { type ProxyFacts, proxyFactsOf } from "./proxy-facts.ts";

/** Test and delete proxies; one that targets are reached through stays. */
export default function ProxyBulkBar({ asked, total }: { asked: Partial<ProxyListInput>; total: number }) {
  const t = useTranslations("bulk");
  const one = useTranslations("proxies");
  const client = useTRPCClient();
  const { picked } = useSelection<ProxyFacts>();
  const { many } = useBulkWords("proxy");
  const test = useBulkTest<ProxyFacts>("proxy");
  const deletable = picked.filter(({ targetCount }) => targetCount === 0);
  const kept = picked.length - deletable.length;
  const pageOf = async (page: { page: number; pageSize: number }) => {
    const { items } = await client.proxy.list.query({ ...asked, ...page, sort: "createdAt", order: "asc" });
    return items.map(proxyFactsOf);
  };
  return (
    <BulkBar<ProxyFacts> many={many} total={total} pageOf={pageOf}>
      <BulkAction icon={PlugZap} count={picked.length} onClick={() => void test(picked)}>
        {t("test", { many: many(picked.length) })}
      </BulkAction>
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
