"use client";

import { useTranslations } from "next-intl";
import type { ScriptListInput } from "../../../../server/script/input.ts";
import { useTRPCClient } from "../../../_trpc/client.tsx";
import { BulkBar } from "../../../_ui/bulk-bar.tsx";
import { type Pickable, useSelection } from "../../../_ui/selection.tsx";
import { BulkDelete } from "../../_bulk/bulk-delete.tsx";
import { useBulkWords } from "../../_bulk/use-bulk-words.ts";

/** Scripts are run one at a time, each with its own arguments; deleted as many at once. */
export default function ScriptBulkBar({ asked, total }: { asked: Partial<ScriptListInput>; total: number }) {
  const t = useTranslations("scripts");
  const client = useTRPCClient();
  const { picked } = useSelection<Pickable>();
  const { many } = useBulkWords("script");
  const pageOf = async (page: { page: number; pageSize: number }) => {
    const { items } = await client.script.list.query({ ...asked, ...page, sort: "createdAt", order: "asc" });
    return items.map(({ id, name }) => ({ id, name }));
  };
  return (
    <BulkBar many={many} total={total} pageOf={pageOf}>
      <BulkDelete
        kind="script"
        items={picked}
        stays={t("deleteManyText")}
        act={(ids) => client.script.deleteMany.mutate({ ids })}
      />
    </BulkBar>
  );
}
