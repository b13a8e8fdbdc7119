"use client";

import { cloneElement, lazy, type ReactElement, type ReactNode, Suspense } from "react";

const Frame = lazy(() => import("./dialog-frame.tsx"));

export type DialogTrigger = ReactElement<{
  onClick?: () => void;
  "aria-haspopup"?: "dialog";
  "aria-expanded"?: boolean;
}>;

/**
 * What must be done now and here: a head, a body that scrolls, and a foot whose actions go from quiet to strong. Its
 * code comes with the first that is opened: a page's first load stays small.
 */
export function Dialog({
  trigger,
  open,
  onOpenChange,
  beside,
  foot,
  wide = false,
  alert = false,
  ...frame
}: {
  /** A button; absent where something else opens it. */
  trigger?: DialogTrigger;
  title: string;
  beside?: ReactNode;
  children: ReactNode;
  /** Left out where the content is a form with a body and a foot of its own; it is as wide as its picture. */
  foot?: ReactNode;
  wide?: boolean;
  /** Set where something goes, or begins on many hosts, when its button is pressed. */
  alert?: boolean;
  open: boolean;
  onOpenChange: (open: boolean) => void;
}) {
  return (
    <>
      {trigger &&
        cloneElement(trigger, {
          "aria-haspopup": "dialog",
          "aria-expanded": open,
          onClick: () => onOpenChange(true),
        })}
      {open && (
        <Suspense>
          <Frame
            {...frame}
            beside={beside}
            foot={foot}
            wide={wide}
            alert={alert}
            onClose={() => onOpenChange(false)}
          />
        </Suspense>
      )}
    </>
  );
}
