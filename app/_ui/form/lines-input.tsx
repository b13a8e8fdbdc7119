"use client";

import clsx from "clsx";
import { useController } from "react-hook-form";
import { useControl } from "./field.tsx";

/** A list of texts, one a line; an empty box is no text at all. */
export function LinesInput({ name }: { name: string }) {
  const { field } = useController({ name });
  const control = useControl();
  const lines: string[] = field.value ?? [];
  return (
    <textarea
      {...control}
      ref={field.ref}
      rows={3}
      spellCheck={false}
      value={lines.join("\n")}
      onBlur={field.onBlur}
      onChange={({ target }) => field.onChange(target.value === "" ? [] : target.value.split("\n"))}
      className={clsx(control.className, "py-1.5 font-mono text-code")}
    />
  );
}
