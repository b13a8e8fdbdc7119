"use client";

import clsx from "clsx";
import { useState } from "react";
import { useController } from "react-hook-form";
import { useControl } from "./field.tsx";

/** Several short texts, a line each; commas part them too, as people paste them. */
export function LinesInput({ name, placeholder }: { name: string; placeholder?: string }) {
  const { field } = useController({ name });
  const control = useControl();
  const texts: string[] = field.value ?? [];
  const [typed, setTyped] = useState(texts.join("\n"));
  // What was typed is kept as it is; only what came from elsewhere (a reset form) is written anew.
  const shown = textsOf(typed).join() === texts.join() ? typed : texts.join("\n");
  return (
    <textarea
      {...control}
      ref={field.ref}
      rows={Math.min(8, Math.max(2, shown.split("\n").length))}
      spellCheck={false}
      placeholder={placeholder}
      value={shown}
      onBlur={field.onBlur}
      onChange={({ target }) => {
        setTyped(target.value);
        field.onChange(textsOf(target.value));
      }}
      className={clsx(control.className, "py-1.5")}
    />
  );
}

function textsOf(typed: string): string[] {
  return typed
    .split(/[\n,;，；]+/)
    .map((text) => text.trim())
    .filter((text) => text !== "");
}
