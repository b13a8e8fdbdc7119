"use client";

import { useTranslations } from "next-intl";
import type { ReactNode } from "react";
import { Button, type ButtonLook } from "./button.tsx";
import { Dialog } from "./dialog.tsx";

const namedAtMost = 10;

/** Asks once before something is done to many: names them, says what stays, and its button repeats the verb. */
export function BulkConfirm({
  title,
  names,
  verb,
  look = "danger-filled",
  ready = true,
  children,
  act,
  onClose,
}: {
  title: string;
  names: string[];
  verb: string;
  look?: ButtonLook;
  /** False where something must be typed first. */
  ready?: boolean;
  children: ReactNode;
  act: () => void;
  onClose: () => void;
}) {
  const t = useTranslations("common");
  const confirm = () => {
    onClose();
    act();
  };
  const foot = (
    <>
      <Button onClick={onClose}>{t("cancel")}</Button>
      <Button look={look} disabled={!ready} onClick={confirm}>
        {verb}
      </Button>
    </>
  );
  return (
    <Dialog alert open onOpenChange={(open) => open || onClose()} title={title} foot={foot}>
      <NameList names={names} />
      <div className="mt-3 space-y-3">{children}</div>
    </Dialog>
  );
}

/** Names of what something is done to; of many the first ten, and how many more. */
export function NameList({ names }: { names: string[] }) {
  const t = useTranslations("bulk");
  return (
    <ul className="list-disc space-y-0.5 pl-5">
      {names.slice(0, namedAtMost).map((name) => (
        <li key={name} className="break-words font-medium">
          {name}
        </li>
      ))}
      {names.length > namedAtMost && (
        <li className="text-ink-2">{t("more", { count: names.length - namedAtMost })}</li>
      )}
    </ul>
  );
}
