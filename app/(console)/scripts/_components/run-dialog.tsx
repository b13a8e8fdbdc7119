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
  const [leaving, setLeaving] = useState(false);
  const change = (next: boolean) => {
    if (!next && typed && !leaving) return setLeaving(true);
    setLeaving(false);
    setTyped(false);
    setOpen(next);
  };
  return (
    <Dialog
      open={open}
      onOpenChange={change}
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
          onStay={() => setLeaving(false)}
          onClose={() => change(false)}
        />
      )}
    </Dialog>
  );
}
