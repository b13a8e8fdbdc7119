"use client";

import { TRPCClientError } from "@trpc/client";
import { useTranslations } from "next-intl";
import { type ReactNode, useState } from "react";
import { Button, type ButtonLook } from "./button.tsx";
import { Dialog } from "./dialog.tsx";
import { toast } from "./toast.ts";

/** Asks before something goes: names it, says what stays, and its button repeats the verb. */
export function Confirm({
  trigger,
  look = "danger",
  small,
  confirmLook = "danger-filled",
  title,
  children,
  verb,
  act,
}: {
  trigger: ReactNode;
  look?: ButtonLook;
  small?: boolean;
  /** Red where something goes; ink where nothing does. */
  confirmLook?: ButtonLook;
  title: string;
  children: ReactNode;
  verb: string;
  act: () => Promise<void>;
}) {
  const t = useTranslations("common");
  const [open, setOpen] = useState(false);
  const [busy, setBusy] = useState(false);
  const confirm = async () => {
    setBusy(true);
    try {
      await act();
      setOpen(false);
    } catch (error) {
      toast.error(error instanceof TRPCClientError ? error.message : String(error), {
        duration: Number.POSITIVE_INFINITY,
      });
    }
    setBusy(false);
  };
  return (
    <Dialog
      open={open}
      onOpenChange={setOpen}
      title={title}
      trigger={
        <Button look={look} small={small}>
          {trigger}
        </Button>
      }
      foot={
        <>
          <Button onClick={() => setOpen(false)}>{t("cancel")}</Button>
          <Button look={confirmLook} disabled={busy} onClick={() => void confirm()}>
            {verb}
          </Button>
        </>
      }
    >
      {children}
    </Dialog>
  );
}
