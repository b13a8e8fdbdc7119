"use client";

import { useTranslations } from "next-intl";
import { useState } from "react";
import { RunScriptDialog } from "./run-script-dialog.tsx";
import type { RunnableScript } from "./runnable-script.ts";
import { ScriptChoice } from "./script-choice.tsx";

/** Runs a script on hosts that were picked already: which script is asked first. */
export function RunOnTargets({
  targets,
  onClose,
}: {
  targets: { id: number; tenantId: number }[];
  onClose: () => void;
}) {
  const t = useTranslations("run");
  const [script, setScript] = useState<RunnableScript | null>(null);
  const [{ tenantId } = { tenantId: 0 }] = targets;
  return (
    <RunScriptDialog
      open
      title={script === null ? t("onTitle", { count: targets.length }) : t("title", { script: script.name })}
      script={script}
      targetIds={targets.map(({ id }) => id)}
      onClose={onClose}
    >
      <div className="flex min-h-0 flex-col p-5">
        <ScriptChoice tenantId={tenantId} onChoose={setScript} />
      </div>
    </RunScriptDialog>
  );
}
