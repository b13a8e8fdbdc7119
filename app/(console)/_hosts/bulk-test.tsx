"use client";

import { PlugZap } from "lucide-react";
import { useTranslations } from "next-intl";
import { useState } from "react";
import type { HostKind } from "../../../server/domain/host-kind.ts";
import { maximumTested } from "../../../server/target/input.ts";
import { BulkAction } from "../../_ui/bulk-action.tsx";
import { Button } from "../../_ui/button.tsx";
import { Dialog } from "../../_ui/dialog.tsx";
import { toast } from "../../_ui/toast.ts";
import { useBulkWords } from "../_bulk/use-bulk-words.ts";
import { TestsProgress } from "./tests-progress.tsx";
import { useTestMany } from "./use-test-many.ts";

/** Tests all hosts that are picked by one call, and shows how far each is. */
export function BulkTest({ kind, ids }: { kind: HostKind; ids: number[] }) {
  const t = useTranslations("bulk");
  const { many } = useBulkWords(kind);
  const { begin, busy } = useTestMany(kind);
  const [batchId, setBatchId] = useState<number | null>(null);
  const test = async () => {
    if (ids.length > maximumTested) toast.refused(t("testAtMost", { many: many(maximumTested) }));
    else if (!busy) setBatchId(await begin({ ids }));
  };
  return (
    <>
      <BulkAction icon={PlugZap} count={ids.length} onClick={() => void test()}>
        {t("test", { many: many(ids.length) })}
      </BulkAction>
      {batchId !== null && <TestsDialog kind={kind} batchId={batchId} onClose={() => setBatchId(null)} />}
    </>
  );
}

/** How far tests of many are, in a window of their own; they go on where it is closed. */
export function TestsDialog({
  kind,
  batchId,
  onClose,
}: {
  kind: HostKind;
  batchId: number;
  onClose: () => void;
}) {
  const t = useTranslations("hosts");
  const common = useTranslations("common");
  return (
    <Dialog
      wide
      open
      onOpenChange={(open) => open || onClose()}
      title={t("heading")}
      foot={<Button onClick={onClose}>{common("close")}</Button>}
    >
      <TestsProgress kind={kind} batchId={batchId} onClose={onClose} />
    </Dialog>
  );
}
