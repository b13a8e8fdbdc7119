"use client";

import clsx from "clsx";
import { X } from "lucide-react";
import { useTranslations } from "next-intl";
import { Dialog as Radix } from "radix-ui";
import { type ReactNode, useState } from "react";
import { DialogFoot } from "./dialog-foot.tsx";

/** A dialog that is open; loaded with the first of them. */
export default function DialogFrame({
  title,
  beside,
  children,
  foot,
  wide,
  alert,
  onClose,
}: {
  title: string;
  beside: ReactNode;
  children: ReactNode;
  foot: ReactNode;
  wide: boolean;
  alert: boolean;
  onClose: () => void;
}) {
  const t = useTranslations("common");
  // What had the focus before, and has it again afterwards.
  const [opener] = useState(() => document.activeElement);
  const own = foot === undefined;
  return (
    <Radix.Root open onOpenChange={onClose}>
      <Radix.Portal>
        <Radix.Overlay className="fixed inset-0 z-40 bg-scrim" />
        <Radix.Content
          role={alert ? "alertdialog" : "dialog"}
          aria-describedby={undefined}
          onCloseAutoFocus={(event) => {
            event.preventDefault();
            if (opener instanceof HTMLElement) opener.focus();
          }}
          className={clsx(
            "fixed top-1/2 left-1/2 z-50 flex max-h-[90dvh] w-[calc(100vw-32px)] -translate-x-1/2 -translate-y-1/2 flex-col overflow-hidden rounded-panel border border-line bg-raise shadow-float",
            own ? "max-w-[1080px]" : wide ? "max-w-3xl" : "max-w-lg",
          )}
        >
          <div className="flex h-13 shrink-0 items-center gap-3 border-line border-b px-5">
            <Radix.Title className="truncate text-section">{title}</Radix.Title>
            <span className="shrink-0 text-ink-2">{beside}</span>
            <Radix.Close
              aria-label={t("close")}
              className="-mr-2 ml-auto rounded-control p-2 text-ink-3 hover:bg-hover"
            >
              <X size={16} strokeWidth={1.75} />
            </Radix.Close>
          </div>
          {own ? (
            children
          ) : (
            <>
              <div className="min-h-0 overflow-y-auto p-5">{children}</div>
              <DialogFoot>{foot}</DialogFoot>
            </>
          )}
        </Radix.Content>
      </Radix.Portal>
    </Radix.Root>
  );
}
