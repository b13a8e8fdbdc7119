"use client";

import type { LucideIcon } from "lucide-react";
import { Button, type ButtonLook } from "./button.tsx";

/** One of the bulk bar's actions. Where it applies to none of what is picked, it is not there. */
export function BulkAction({
  icon: Icon,
  count,
  look,
  onClick,
  children,
}: {
  icon: LucideIcon;
  /** How many of what is picked it applies to. */
  count: number;
  look?: ButtonLook;
  onClick: () => void;
  children: React.ReactNode;
}) {
  if (count === 0) return null;
  return (
    <Button small look={look} onClick={onClick}>
      <Icon size={14} strokeWidth={1.75} aria-hidden="true" /> {children}
    </Button>
  );
}
