"use client";

import type { ReactNode } from "react";
import { useController } from "react-hook-form";
import { Segments } from "../segments.tsx";

/** A field that is left to what is usual (null), or says itself which; what that is comes below. */
export function UsualOr({
  name,
  label,
  usual,
  own,
  children,
}: {
  name: string;
  /** What the choice is about, for screen readers. */
  label: string;
  usual: string;
  own: string;
  children: ReactNode;
}) {
  const { field } = useController({ name });
  const isUsual = field.value === null || field.value === undefined;
  return (
    <div className="space-y-2">
      <Segments
        name={label}
        value={isUsual ? "usual" : "own"}
        onChoose={(chosen) => field.onChange(chosen === "usual" ? null : (field.value ?? []))}
        segments={[
          { value: "usual", label: usual },
          { value: "own", label: own },
        ]}
      />
      {!isUsual && children}
    </div>
  );
}
