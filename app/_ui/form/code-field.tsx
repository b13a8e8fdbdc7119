"use client";

import { Field, TextArea } from "./field.tsx";

/** A script's text, as wide as the page, in the machine's letters. */
export function CodeField({ name, label, hint }: { name: string; label: string; hint?: string }) {
  return (
    <div className="*:max-w-none">
      <Field name={name} label={label} hint={hint}>
        <TextArea name={name} rows={18} mono />
      </Field>
    </div>
  );
}
