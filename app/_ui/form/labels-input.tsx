"use client";

import clsx from "clsx";
import { X } from "lucide-react";
import { useTranslations } from "next-intl";
import { type KeyboardEvent, useRef, useState } from "react";
import { get, useController, useFormState } from "react-hook-form";
import { Command, CommandItem } from "../command.tsx";
import { labelText } from "../labels.tsx";
import { useControl } from "./field.tsx";

type Labels = Record<string, string>;

/** A label that others have, and how many have it. */
export interface KnownLabel {
  name: string;
  value: string;
  count: number;
}

const shownSuggestions = 8;

/** Labels as chips, typed as `name=value`; a name has one value. A chip that is pressed is typed again. */
export function LabelsInput({ name, label, known }: { name: string; label: string; known: KnownLabel[] }) {
  const t = useTranslations("form");
  const { field } = useController({ name });
  const control = useControl();
  const [typed, setTyped] = useState("");
  const [open, setOpen] = useState(false);
  const [moved, setMoved] = useState(false);
  const input = useRef<HTMLInputElement>(null);
  const labels: Labels = field.value ?? {};
  const type = (text: string) => {
    setTyped(text);
    setMoved(false);
    setOpen(true);
  };
  const add = (text: string) => {
    type("");
    // What stands below it is needed next, more often than another suggestion.
    setOpen(false);
    if (text.trim() !== "") field.onChange({ ...labels, ...labelOf(text) });
  };
  const remove = (key: string) => {
    const { [key]: _, ...rest } = labels;
    field.onChange(rest);
    input.current?.focus();
  };
  const edit = (key: string) => {
    remove(key);
    type(labelText(key, labels[key] ?? ""));
  };
  const press = (event: KeyboardEvent) => {
    if (event.nativeEvent.isComposing) return;
    if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      setMoved(true);
      setOpen(true);
    }
    const last = Object.keys(labels).at(-1);
    if (event.key === "Backspace" && typed === "" && last !== undefined) {
      event.preventDefault();
      edit(last);
    }
    // Nothing was typed and nothing chosen: Enter means neither the first suggestion nor the whole form.
    if (event.key === "Enter" && typed.trim() === "" && !moved) event.preventDefault();
  };
  const suggestions = suggestionsFor(typed, known, labels);
  return (
    <Command shouldFilter={false} label={label} loop className="relative" onKeyDown={press}>
      <div
        className={clsx(
          "flex min-h-8 flex-wrap items-center gap-1.5 rounded-control border bg-surface px-2 py-1 focus-within:outline-2 focus-within:outline-now-solid",
          control["aria-invalid"] ? "border-bad-solid" : "border-control",
        )}
      >
        {Object.entries(labels).map(([key, value]) => (
          <Chip
            key={key}
            id={`${control.id}-${key}`}
            path={`${name}.${key}`}
            text={labelText(key, value)}
            onEdit={() => edit(key)}
            onRemove={() => remove(key)}
          />
        ))}
        <Command.Input
          ref={input}
          id={control.id}
          data-field={name}
          aria-describedby={control["aria-describedby"]}
          aria-invalid={control["aria-invalid"]}
          spellCheck={false}
          autoComplete="off"
          placeholder={Object.keys(labels).length === 0 ? t("labelExample") : undefined}
          value={typed}
          onValueChange={type}
          onFocus={() => setOpen(true)}
          onClick={() => setOpen(true)}
          onBlur={() => {
            setOpen(false);
            add(typed);
            field.onBlur();
          }}
          className="h-6 min-w-32 flex-1 bg-transparent font-mono text-code outline-none placeholder:text-ink-3"
        />
      </div>
      <Command.List
        hidden={!open || (suggestions.length === 0 && typed.trim() === "")}
        // The box keeps the focus while something is chosen from below it.
        onMouseDown={(event) => event.preventDefault()}
        className="absolute inset-x-0 top-full z-20 mt-1 max-h-72 overflow-y-auto rounded-panel border border-line bg-raise p-1 shadow-float"
      >
        {typed.trim() !== "" && (
          <CommandItem value={typed} onSelect={() => add(typed)}>
            {t.rich("addTyped", { label: typed.trim(), code: (text) => <code>{text}</code> })}
          </CommandItem>
        )}
        {suggestions.map(({ name: key, value, count }) => {
          const text = labelText(key, value);
          return (
            <CommandItem key={text} value={`known ${text}`} onSelect={() => add(text)}>
              <code className="min-w-0 truncate">{text}</code>
              <span className="ml-auto shrink-0 text-ink-2 text-small">{t("hostsWith", { count })}</span>
            </CommandItem>
          );
        })}
      </Command.List>
      <ChipErrors name={name} labels={labels} />
    </Command>
  );
}

function labelOf(text: string): Labels {
  const [, label = "", value = ""] = text.trim().match(/^([^=]*)=?(.*)$/s) ?? [];
  return { [label.trim()]: value.trim() };
}

function suggestionsFor(typed: string, known: KnownLabel[], labels: Labels): KnownLabel[] {
  const sought = typed.trim().toLowerCase();
  return known
    .filter(({ name, value }) => labels[name] !== value)
    .filter(({ name, value }) => labelText(name, value).toLowerCase().includes(sought))
    .filter(({ name, value }) => labelText(name, value) !== typed.trim())
    .slice(0, shownSuggestions);
}

function Chip({
  id,
  path,
  text,
  onEdit,
  onRemove,
}: {
  id: string;
  path: string;
  text: string;
  onEdit: () => void;
  onRemove: () => void;
}) {
  const t = useTranslations("form");
  const wrong = useMessage(path) !== undefined;
  // Its keys are its own: to the box around it Enter means the chosen suggestion.
  const own = (event: KeyboardEvent) => event.stopPropagation();
  return (
    <span
      className={clsx(
        "flex max-w-full items-center rounded-cell font-mono text-code",
        wrong ? "bg-bad-tint text-bad" : "bg-sunken",
      )}
    >
      <button
        type="button"
        id={id}
        data-field={path}
        aria-label={t("editLabel", { label: text })}
        onKeyDown={own}
        onClick={onEdit}
        className="min-w-0 truncate py-0.5 pl-1.5"
      >
        {text}
      </button>
      <button
        type="button"
        aria-label={t("removeLabel", { label: text })}
        onKeyDown={own}
        onClick={onRemove}
        className="rounded-cell p-1 text-ink-3 hover:text-ink"
      >
        <X size={12} aria-hidden="true" />
      </button>
    </span>
  );
}

function ChipErrors({ name, labels }: { name: string; labels: Labels }) {
  return Object.keys(labels).map((label) => (
    <ChipError key={label} label={label} path={`${name}.${label}`} />
  ));
}

function ChipError({ label, path }: { label: string; path: string }) {
  const message = useMessage(path);
  if (message === undefined) return null;
  return (
    <p role="alert" className="mt-1 text-bad text-small">
      <code>{label}</code> {message}
    </p>
  );
}

function useMessage(path: string): string | undefined {
  // The form's errors are one object that is changed in place, which the compiler would take for the same.
  "use no memo";
  const { errors } = useFormState();
  const error: { message?: string } | undefined = get(errors, path);
  return typeof error?.message === "string" ? error.message : undefined;
}
