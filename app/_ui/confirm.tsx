"use client";

import { useTranslations } from "next-intl";
import { type ReactNode, useState } from "react";
import { Button, type ButtonLook } from "./button.tsx";
import { Dialog, type DialogTrigger } from "./dialog.tsx";
import { toast } from "./toast.ts";

/** A button that asks before something goes. */
export function Confirm({
  trigger,
  look = "danger",
  small,
  ...question
}: Question & { trigger: ReactNode; look?: ButtonLook; small?: boolean }) {
  const [open, setOpen] = useState(false);
  return (
    <ConfirmDialog
      {...question}
      open={open}
      onOpenChange={setOpen}
      trigger={
        <Button look={look} small={small}>
          {trigger}
        </Button>
      }
    />
  );
}

interface Question {
  /** Red where something goes; ink where nothing does. */
  confirmLook?: ButtonLook;
  title: string;
  children: ReactNode;
  verb: string;
  act: () => Promise<void>;
}

/** Asks before something goes: names it, says what stays, and its button repeats the verb. */
export function ConfirmDialog({
  confirmLook = "danger-filled",
  title,
  children,
  verb,
  act,
  trigger,
  open,
  onOpenChange,
}: Question & {
  /** Absent where something else opens it. */
  trigger?: DialogTrigger;
  open: boolean;
  onOpenChange: (open: boolean) => void;
}) {
  const t = useTranslations("common");
  const [busy, setBusy] = useState(false);
  const confirm = async () => {
    setBusy(true);
    try {
      await act();
      onOpenChange(false);
    } catch (error) {
      toast.refused(error);
    }
    setBusy(false);
  };
  return (
    <Dialog
      open={open}
      onOpenChange={onOpenChange}
      title={title}
      trigger={trigger}
      foot={
        <>
          <Button onClick={() => onOpenChange(false)}>{t("cancel")}</Button>
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
