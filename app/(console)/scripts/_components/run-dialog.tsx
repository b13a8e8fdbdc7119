"use client";

import { Play } from "lucide-react";
import dynamic from "next/dynamic";
import { useTranslations } from "next-intl";
import { useState } from "react";
import { Button, type ButtonLook } from "../../../_ui/button.tsx";
import { Dialog } from "../../../_ui/dialog.tsx";
import type { RunnableScript } from "./run-form.tsx";

const RunForm = dynamic(() => import("./run-form.tsx"), { ssr: false });

/** Runs a script now, from its page or from the list. What was typed is not lost by a slip: closing asks first. */
export function RunDialog({
  script,
  look = "strong",
  small = false,
}: {
  script: RunnableScript;
  look?: ButtonLook;
  small?: boolean;
}) {
  const t = useTranslations("run");
  const [open, setOpen] = useState(false);
  const [typed, setTyped] = useState(false);
  const [leaving, setLeaving] = useState<(() => void) | null>(null);
  const change = (next: boolean) => {
    setLeaving(null);
    setTyped(false);
    setOpen(next);
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
      title={t("title", { script: script.name })}
      beside={t("version", { number: script.currentVersion })}
      trigger={
        <Button
          look={look}
          small={small}
          aria-label={small ? t("title", { script: script.name }) : undefined}
        >
          <Play size={14} strokeWidth={1.75} aria-hidden="true" />
          {small ? t("run") : t("runVersion", { version: script.currentVersion })}
        </Button>
      }
    >
      {open && (
        <RunForm
          script={script}
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
