"use client";

import { type ButtonHTMLAttributes, lazy, type ReactNode, Suspense, useRef, useState } from "react";

const Panel = lazy(() => import("./popover-panel.tsx"));

/** A button that opens a panel beside it. The panel's code comes with the first click: a page's first load stays small. */
export function PopoverButton({
  panel,
  panelClass,
  side = "bottom",
  ...button
}: Omit<ButtonHTMLAttributes<HTMLButtonElement>, "type" | "onClick"> & {
  panel: (close: () => void) => ReactNode;
  panelClass: string;
  side?: "top" | "bottom";
}) {
  const [open, setOpen] = useState(false);
  const anchor = useRef<HTMLButtonElement>(null);
  const close = () => setOpen(false);
  return (
    <>
      <button
        {...button}
        ref={anchor}
        type="button"
        aria-haspopup="dialog"
        aria-expanded={open}
        onClick={() => setOpen(!open)}
      />
      {open && (
        <Suspense>
          <Panel anchor={anchor} onClose={close} side={side} className={panelClass}>
            {panel(close)}
          </Panel>
        </Suspense>
      )}
    </>
  );
}
