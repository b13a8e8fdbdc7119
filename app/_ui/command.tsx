"use client";

import clsx from "clsx";
import { Command } from "cmdk";
import type { ReactNode } from "react";

/** What is found and done by typing, in shadcn's way over cmdk: a box, and groups of items below it. */
export { Command };

export function CommandGroup({ heading, children }: { heading: ReactNode; children: ReactNode }) {
  return (
    <Command.Group
      heading={heading}
      className="[&_[cmdk-group-heading]]:px-2 [&_[cmdk-group-heading]]:pt-2.5 [&_[cmdk-group-heading]]:pb-1 [&_[cmdk-group-heading]]:text-ink-2 [&_[cmdk-group-heading]]:text-small"
    >
      {children}
    </Command.Group>
  );
}

export function CommandItem({
  value,
  onSelect,
  className,
  children,
}: {
  value: string;
  onSelect: (value: string) => void;
  className?: string;
  children: ReactNode;
}) {
  return (
    <Command.Item
      value={value}
      onSelect={onSelect}
      className={clsx(
        "flex min-h-9 cursor-pointer items-center gap-2.5 rounded-control px-2.5 data-[selected=true]:bg-select data-[selected=true]:shadow-[inset_2px_0_0_var(--now-solid)]",
        className,
      )}
    >
      {children}
    </Command.Item>
  );
}
