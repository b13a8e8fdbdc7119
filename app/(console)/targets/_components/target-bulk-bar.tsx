"use client";

import { Play, Tags } from "lucide-react";
import { useTranslations } from "next-intl";
import { useState } from "react";
import type { TargetListInput } from "../../../../server/target/input.ts";
import { useTRPCClient } from "../../../_trpc/client.tsx";
import { BulkAction } from "../../../_ui/bulk-action.tsx";
import { BulkBar } from "../../../_ui/bulk-bar.tsx";
import { useSelection } from "../../../_ui/selection.tsx";
import { BulkDelete } from "../../_bulk/bulk-delete.tsx";
import { useBulkWords } from "../../_bulk/use-bulk-words.ts";
import { BulkTest } from "../../_hosts/bulk-test.tsx";
import { RunOnTargets } from "../../scripts/_components/run-on-targets.tsx";
import { EditMany } from "./edit-many.tsx";
import { type TargetFacts, targetFactsOf } from "./target-facts.ts";

/** Test hosts, run a script on them, change their labels and proxy, delete them. */
export default function TargetBulkBar({ asked, total }: { asked: Partial<TargetListInput>; total: number }) {
  const t = useTranslations("bulk");
  const one = useTranslations("targets");
  const client = useTRPCClient();
  const { picked } = useSelection<TargetFacts>();
  const { many } = useBulkWords("target");
  const [running, setRunning] = useState(false);
  const [editing, setEditing] = useState(false);
  const editable = picked.filter(({ sandbox }) => !sandbox);
  const ofOneTenant = picked.every(({ tenantId }) => tenantId === picked[0]?.tenantId);
  const pageOf = async (page: { page: number; pageSize: number }) => {
    const { items } = await client.target.list.query({ ...asked, ...page, sort: "createdAt", order: "asc" });
    return items.map(targetFactsOf);
  };
  return (
    <BulkBar<TargetFacts> many={many} total={total} pageOf={pageOf}>
      <BulkTest kind="target" ids={picked.map(({ id }) => id)} />
      <BulkAction icon={Play} count={ofOneTenant ? picked.length : 0} onClick={() => setRunning(true)}>
        {one("runScript", { many: many(picked.length) })}
      </BulkAction>
      <BulkAction icon={Tags} count={ofOneTenant ? editable.length : 0} onClick={() => setEditing(true)}>
        {t("edit", { many: many(editable.length) })}
      </BulkAction>
      <BulkDelete
        kind="target"
        items={editable}
        stays={one("deleteManyText")}
        kept={editable.length < picked.length && one("keptSandbox")}
        act={(ids) => client.target.deleteMany.mutate({ ids })}
      />
      {editing && <EditMany targets={editable} onClose={() => setEditing(false)} />}
      {running && <RunOnTargets targets={picked} onClose={() => setRunning(false)} />}
    </BulkBar>
  );
}
