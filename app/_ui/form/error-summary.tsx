"use client";

import clsx from "clsx";
import { useTranslations } from "next-intl";
import { type MouseEvent, useEffect, useId, useRef } from "react";
import { get, useFormState } from "react-hook-form";
import { StateGlyph } from "../state-glyph.tsx";
import type { WrongField } from "./wrong-fields.ts";

/**
 * What was refused when a form was sent, each with a link to its field. It takes the focus once and then stands
 * still while fields are mended: those are ticked, and nothing jumps under who types.
 */
export function ErrorSummary({ fields, flush }: { fields: WrongField[]; flush: boolean }) {
  const t = useTranslations("form");
  const id = useId();
  const box = useRef<HTMLElement>(null);
  const mended = useMended(fields);
  const left = mended.filter((one) => !one).length;
  useEffect(() => {
    if (fields.length > 0) box.current?.focus();
  }, [fields]);
  if (fields.length === 0) return null;
  return (
    <section
      ref={box}
      tabIndex={-1}
      aria-labelledby={id}
      className={clsx(
        "shrink-0 border-bad-line bg-bad-tint py-2.5",
        flush ? "border-b px-4 lg:px-6" : "mb-4 max-w-xl rounded-panel border px-4",
      )}
    >
      <h2
        id={id}
        className={clsx("flex items-center gap-2 font-semibold", left > 0 ? "text-bad" : "text-ok")}
      >
        <StateGlyph state={left > 0 ? "failed" : "succeeded"} />
        {left > 0 ? t("wrong", { count: left }) : t("mended")}
      </h2>
      <ul className="mt-1 space-y-0.5 pl-6">
        {fields.map((field, at) => (
          <li key={field.path} className={clsx("flex items-start gap-1.5", mended[at] && "text-ink-3")}>
            <WrongLine field={field} />
            {mended[at] && (
              <span className="mt-0.5 text-ok">
                <StateGlyph state="succeeded" />
                <span className="sr-only">{t("mendedOne")}</span>
              </span>
            )}
          </li>
        ))}
      </ul>
    </section>
  );
}

function WrongLine({ field: { label, message, control } }: { field: WrongField }) {
  const t = useTranslations("form");
  const words = label === undefined ? message : t("wrongField", { field: label, message });
  if (control === null) return <span>{words}</span>;
  const go = (event: MouseEvent) => {
    event.preventDefault();
    reveal(control);
  };
  return (
    <a href={`#${control.id}`} onClick={go} className="underline decoration-line-2 underline-offset-2">
      {words}
    </a>
  );
}

/** Opens what it is folded into, and puts the focus there. */
function reveal(control: HTMLElement): void {
  for (let at = control.closest("details"); at !== null; at = at.parentElement?.closest("details") ?? null)
    at.open = true;
  control.scrollIntoView({ block: "center" });
  control.focus({ preventScroll: true });
}

function useMended(fields: WrongField[]): boolean[] {
  // The form's errors are one object that is changed in place, which the compiler would take for the same.
  "use no memo";
  const { errors } = useFormState();
  return fields.map(({ path }) => {
    const error: { message?: string; root?: { message?: string } } | undefined = get(errors, path);
    return typeof (error?.message ?? error?.root?.message) !== "string";
  });
}
