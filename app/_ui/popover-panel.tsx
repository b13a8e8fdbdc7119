"use client";

import clsx from "clsx";
import { Popover } from "radix-ui";
import type { ReactNode, RefObject } from "react";

/** What a popover button opens; loaded with the first that is opened. */
export default function PopoverPanel({
  anchor,
  onClose,
  side,
  className,
  children,
}: {
  anchor: RefObject<HTMLButtonElement | null>;
  onClose: () => void;
  side: "top" | "bottom";
  className: string;
  children: ReactNode;
}) {
  return (
    <Popover.Root open onOpenChange={onClose}>
      <Popover.Anchor virtualRef={anchor as RefObject<HTMLButtonElement>} />
      <Popover.Portal>
        <Popover.Content
          align="start"
          side={side}
          sideOffset={4}
          collisionPadding={8}
          // The button itself closes what it opened.
          onInteractOutside={(event) => {
            if (anchor.current?.contains(event.target as Node)) event.preventDefault();
          }}
          onCloseAutoFocus={(event) => {
            event.preventDefault();
            anchor.current?.focus();
          }}
          className={clsx("z-50 rounded-panel border border-line bg-raise shadow-float", className)}
        >
          {children}
        </Popover.Content>
      </Popover.Portal>
    </Popover.Root>
  );
}
