"use client";

import clsx from "clsx";
import { X } from "lucide-react";
import { useTranslations } from "next-intl";
import { Dialog as Radix } from "radix-ui";
import type { ReactNode } from "react";

/** What must be done now and here: a head, a body that scrolls, and a foot whose actions go from quiet to strong. */
export function Dialog({
  trigger,
  title,
  beside,
  children,
  foot,
  wide = false,
  open,
  onOpenChange,
}: {
  /** Absent where something else opens it. */
  trigger?: ReactNode;
  title: string;
  beside?: ReactNode;
  children: ReactNode;
  /** Left out where the content is a form with a body and a foot of its own; it is as wide as its picture. */
  foot?: ReactNode;
  wide?: boolean;
  open: boolean;
  onOpenChange: (open: boolean) => void;
}) {
  const t = useTranslations("common");
  const own = foot === undefined;
  return (
    <Radix.Root open={open} onOpenChange={onOpenChange}>
      {trigger && <Radix.Trigger asChild>{trigger}</Radix.Trigger>}
      <Radix.Portal>
        <Radix.Overlay className="fixed inset-0 z-40 bg-scrim" />
        <Radix.Content
          aria-describedby={undefined}
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

/** `warn` where the foot has become the confirmation. */
export function DialogFoot({ warn = false, children }: { warn?: boolean; children: ReactNode }) {
  return (
    <div
      className={clsx(
        "flex min-h-14 shrink-0 flex-wrap items-center justify-end gap-2 border-t px-5 py-2",
        warn ? "border-warn-line bg-warn-tint" : "border-line",
      )}
    >
      {children}
    </div>
  );
}
