"use client";

import { Play } from "lucide-react";
import { useTranslations } from "next-intl";
import { useState } from "react";
import { Button, type ButtonLook } from "../../../_ui/button.tsx";
import { RunScriptDialog } from "./run-script-dialog.tsx";
import type { RunnableScript } from "./runnable-script.ts";

/** What is about to be pressed is brought, so that the press has nothing to read first. */
const bring = () => void import("./run-form.tsx");

/** Runs a script now, from its page or from the list. */
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
  const title = t("title", { script: script.name });
  return (
    <RunScriptDialog
      script={script}
      open={open}
      title={title}
      onOpen={() => setOpen(true)}
      onClose={() => setOpen(false)}
      trigger={
        <Button
          look={look}
          small={small}
          onPointerEnter={bring}
          onFocus={bring}
          aria-label={small ? title : undefined}
        >
          <Play size={14} strokeWidth={1.75} aria-hidden="true" />
          {small ? t("run") : t("runVersion", { version: script.currentVersion })}
        </Button>
      }
    />
  );
}
