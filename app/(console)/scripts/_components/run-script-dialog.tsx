"use client";

import dynamic from "next/dynamic";
import { useTranslations } from "next-intl";
import { type ReactNode, useState } from "react";
import { Dialog, type DialogTrigger } from "../../../_ui/dialog.tsx";
import type { RunnableScript } from "./runnable-script.ts";

const RunForm = dynamic(() => import("./run-form.tsx"), { ssr: false });

/** The run of a script as a dialog. What was typed is not lost by a slip: closing asks first. */
export function RunScriptDialog({
  script,
  targetIds,
  title,
  open,
  trigger,
  onOpen,
  onClose,
  children,
}: {
  /** Null until it is chosen: then `children` stand there. */
  script: RunnableScript | null;
  /** Picked already. */
  targetIds?: number[];
  title: string;
  open: boolean;
  trigger?: DialogTrigger;
  onOpen?: () => void;
  onClose: () => void;
  children?: ReactNode;
}) {
  const t = useTranslations("run");
  const [typed, setTyped] = useState(false);
  const [leaving, setLeaving] = useState<(() => void) | null>(null);
  const change = (next: boolean) => {
    setLeaving(null);
    setTyped(false);
    if (next) onOpen?.();
    else onClose();
  };
  const close = () => change(false);
  const ask = (next: boolean) => {
    if (!next && typed && leaving === null) setLeaving(() => close);
    else change(next);
  };
  return (
    <Dialog
      open={open}
      onOpenChange={ask}
      title={title}
      beside={script !== null && t("version", { number: script.currentVersion })}
      trigger={trigger}
    >
      {script === null
        ? children
        : open && (
            <RunForm
              script={script}
              targetIds={targetIds}
              leaving={leaving}
              onTyped={setTyped}
              onLeave={(go) =>
                setLeaving(() => () => {
                  close();
                  go();
                })
              }
              onStay={() => setLeaving(null)}
              onClose={() => ask(false)}
            />
          )}
    </Dialog>
  );
}
