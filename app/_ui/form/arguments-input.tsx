"use client";

import clsx from "clsx";
import { Plus, X } from "lucide-react";
import { useTranslations } from "next-intl";
import { type KeyboardEvent, useRef } from "react";
import { useController } from "react-hook-form";
import { useControl } from "./field.tsx";

/** A list of texts, each in a box of its own and exactly as typed. Enter makes the next box; an empty one goes by Backspace. */
export function ArgumentsInput({ name }: { name: string }) {
  const t = useTranslations("form");
  const { field } = useController({ name });
  const control = useControl();
  const list = useRef<HTMLOListElement>(null);
  const all: string[] = field.value ?? [];
  const focus = (at: number) =>
    requestAnimationFrame(() => list.current?.querySelectorAll("textarea")[at]?.focus());
  const insert = (at: number) => {
    field.onChange(all.toSpliced(at, 0, ""));
    focus(at);
  };
  const remove = (at: number) => {
    field.onChange(all.toSpliced(at, 1));
    focus(Math.max(0, at - 1));
  };
  const press = (event: KeyboardEvent, at: number) => {
    if (event.nativeEvent.isComposing) return;
    if (event.key === "Enter" && !event.shiftKey) {
      event.preventDefault();
      insert(at + 1);
    } else if (event.key === "Backspace" && all[at] === "") {
      event.preventDefault();
      remove(at);
    }
  };
  return (
    <ol ref={list} className="flex flex-wrap gap-2">
      {all.map((value, at) => (
        <li
          // biome-ignore lint/suspicious/noArrayIndexKey: an argument is told by its place alone
          key={at}
          className={clsx(
            "flex max-w-full items-start rounded-control border pl-2.5 focus-within:outline-2 focus-within:outline-now-solid",
            control["aria-invalid"] ? "border-bad-solid" : "border-control",
          )}
        >
          <span className="py-1.5 text-ink-3 text-small">{at + 1}</span>
          <textarea
            id={`${control.id}-${at}`}
            data-field={`${name}.${at}`}
            aria-label={t("argument", { number: at + 1 })}
            aria-describedby={control["aria-describedby"]}
            rows={1}
            spellCheck={false}
            value={value}
            onBlur={field.onBlur}
            onChange={({ target }) => field.onChange(all.with(at, target.value))}
            onKeyDown={(event) => press(event, at)}
            className="field-sizing-content min-w-8 max-w-full resize-none bg-transparent px-2 py-1.25 font-mono text-code outline-none"
          />
          <button
            type="button"
            aria-label={t("removeArgument", { number: at + 1 })}
            onClick={() => remove(at)}
            className="rounded-control p-2 text-ink-3 hover:text-ink"
          >
            <X size={12} aria-hidden="true" />
          </button>
        </li>
      ))}
      <li>
        <button
          type="button"
          id={control.id}
          data-field={name}
          aria-label={t("addArgument")}
          onClick={() => insert(all.length)}
          className="flex h-8 min-w-8 items-center justify-center rounded-control border border-line-2 hover:bg-hover"
        >
          <Plus size={14} aria-hidden="true" />
        </button>
      </li>
    </ol>
  );
}
