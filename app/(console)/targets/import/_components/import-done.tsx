"use client";

import { Check, PlugZap } from "lucide-react";
import Link from "next/link";
import { useTranslations } from "next-intl";
import { useState } from "react";
import { maximumTested } from "../../../../../server/target/input.ts";
import type { TargetImport } from "../../../../../server/target/output.ts";
import { Button, buttonClass } from "../../../../_ui/button.tsx";
import { TestsProgress } from "../../../_hosts/tests-progress.tsx";
import { useTestMany } from "../../../_hosts/use-test-many.ts";
import { SaveRefused } from "./save-refused.tsx";

/** What an import did, and the next step: to test what it brought, here, with how far each host is. */
export function ImportDone({ done: { lines, counts } }: { done: TargetImport }) {
  const t = useTranslations("importHosts");
  const { begin, busy } = useTestMany("target");
  const [batchId, setBatchId] = useState<number | null>(null);
  const ids = lines.flatMap(({ kind, id }) => (kind === "target" && id !== undefined ? [id] : []));
  const tested = ids.slice(0, maximumTested);
  return (
    <section aria-label={t("result")} className="space-y-4 border-line border-b px-4 py-4 lg:px-6">
      <div className="flex flex-wrap items-center gap-3">
        <p role="status" className="flex items-center gap-2 font-medium">
          <Check size={16} strokeWidth={2} className="text-ok" aria-hidden="true" /> {t("done", counts)}
        </p>
        <span className="flex flex-wrap gap-2 md:ml-auto">
          <SaveRefused lines={lines} />
          <Link href="/targets" className={buttonClass("plain")}>
            {t("toTargets")}
          </Link>
          {tested.length > 0 && batchId === null && (
            <Button
              look="strong"
              disabled={busy}
              onClick={() => void begin({ ids: tested }).then((begun) => setBatchId(begun))}
            >
              <PlugZap size={14} strokeWidth={1.75} aria-hidden="true" />{" "}
              {t("test", { count: tested.length })}
            </Button>
          )}
        </span>
      </div>
      {batchId !== null && <TestsProgress kind="target" batchId={batchId} onClose={() => setBatchId(null)} />}
    </section>
  );
}
