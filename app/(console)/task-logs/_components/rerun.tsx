"use client";

import { isTRPCClientError } from "@trpc/client";
import { RotateCcw } from "lucide-react";
import { useRouter } from "next/navigation";
import { useLocale, useTranslations } from "next-intl";
import { useState } from "react";
import type { AppRouter } from "../../../../server/router.ts";
import type { TaskLog } from "../../../../server/task-log/output.ts";
import { useTRPCClient } from "../../../_trpc/client.tsx";
import { Button, type ButtonLook } from "../../../_ui/button.tsx";
import { Dialog } from "../../../_ui/dialog.tsx";
import { toast } from "../../../_ui/toast.ts";

/** So many host names are written out. */
const namesShown = 10;

/**
 * Runs an ended run again. Asks first, and says on how many hosts, which version, and that version, arguments and
 * settings are those of then.
 */
export function Rerun({
  run,
  scope,
  count,
  names = [],
  targetLogIds,
  label,
  look = "plain",
  small = false,
}: {
  run: TaskLog;
  scope: "failed" | "all";
  count: number;
  /** Of the hosts, as far as they are known here. */
  names?: string[];
  /** A part of the run's hosts; absent: all of the scope. */
  targetLogIds?: number[];
  label: string;
  look?: ButtonLook;
  small?: boolean;
}) {
  const t = useTranslations("rerun");
  const common = useTranslations("common");
  const client = useTRPCClient();
  const router = useRouter();
  const [open, setOpen] = useState(false);
  const [busy, setBusy] = useState(false);
  const [still, setStill] = useState<string | null>(null);
  const start = async () => {
    setBusy(true);
    const confirmed = still !== null;
    try {
      const input = { id: run.id, scope, targetLogIds, confirmStillRunning: confirmed };
      const made = await client.taskLog.rerun.mutate(input);
      if (made.leftOut.length > 0) toast.info(t("leftOut", { names: made.leftOut.join(", ") }));
      setOpen(false);
      router.push(`/task-logs/${made.taskLogId}`);
    } catch (error) {
      const known = isTRPCClientError<AppRouter>(error) ? error : null;
      if (known?.data?.reason === "STILL_RUNNING") setStill(known.message);
      else toast.refused(error);
    }
    setBusy(false);
  };
  const change = (next: boolean) => {
    setOpen(next);
    setStill(null);
  };
  return (
    <Dialog
      open={open}
      onOpenChange={change}
      title={t("title", { name: run.taskName })}
      trigger={
        <Button look={look} small={small} disabled={count === 0}>
          <RotateCcw size={14} strokeWidth={1.75} aria-hidden="true" /> {label}
        </Button>
      }
      foot={
        <>
          <Button onClick={() => change(false)}>{common("cancel")}</Button>
          <Button
            look={still === null ? "strong" : "danger-filled"}
            disabled={busy}
            onClick={() => void start()}
          >
            {still === null ? t("verb", { count }) : t("verbAnyway", { count })}
          </Button>
        </>
      }
    >
      <What run={run} count={count} names={names} />
      {still !== null && (
        <p role="alert" className="mt-4 rounded-control bg-warn-tint p-3 text-warn">
          {still}
        </p>
      )}
    </Dialog>
  );
}

function What({ run, count, names }: { run: TaskLog; count: number; names: string[] }) {
  const t = useTranslations("rerun");
  const locale = useLocale();
  const list = new Intl.ListFormat(locale, { type: "unit" });
  const shown = names.slice(0, namesShown);
  const { scriptName: script, scriptVersion: version, currentScriptVersion: current } = run;
  return (
    <div className="flex flex-col gap-2">
      <p>
        {t("hosts", { count })}
        {shown.length > 0 && <span className="text-ink-2">{` ${list.format(shown)}`}</span>}
        {count > shown.length && shown.length > 0 && (
          <span className="text-ink-2">{` ${t("more", { count: count - shown.length })}`}</span>
        )}
      </p>
      <p>{t("version", { script, version })}</p>
      <p className="text-ink-2">
        {current === null || current === version ? t("newest") : t("older", { current })} {t("dialled")}
      </p>
    </div>
  );
}
