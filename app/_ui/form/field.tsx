"use client";

import clsx from "clsx";
import { createContext, type ReactNode, useContext, useId } from "react";
import { get, useController, useFormContext, useFormState } from "react-hook-form";
import { useFieldLabel } from "./wrong-fields.ts";

const inputClass = "w-full rounded-control border bg-surface px-2.5 placeholder:text-ink-3";

const Describe = createContext<{ id: string; name: string; described: string | undefined; wrong: boolean }>({
  id: "",
  name: "",
  described: undefined,
  wrong: false,
});

/** In `Rows` the label stands at the left, and all else of the field in the column beside it. */
const inRows =
  "in-data-rows:max-w-none lg:in-data-rows:grid lg:in-data-rows:grid-cols-[6.5rem_minmax(0,1fr)] lg:in-data-rows:gap-x-4 lg:in-data-rows:[&>:not(label)]:col-start-2 lg:in-data-rows:[&>label]:pt-1.5";

/** A part of a form with its name, whose labels stand at the left where there is room. */
export function Rows({ name, children }: { name: string; children: ReactNode }) {
  return (
    <section data-rows className="space-y-5 border-line not-first:border-t not-first:pt-5">
      <h2 className="text-section">{name}</h2>
      {children}
    </section>
  );
}

/** A field with its label, its hint, and, below it, what is wrong with it. */
export function Field({
  name,
  label,
  hint,
  wide = false,
  within = false,
  children,
}: {
  name: string;
  label: string;
  hint?: ReactNode;
  /** As wide as there is room. */
  wide?: boolean;
  /** It stands in the row of another field, which says what both are about; its own label is for screen readers. */
  within?: boolean;
  children: ReactNode;
}) {
  // The form's errors are one object that is changed in place, which the compiler would take for the same.
  "use no memo";
  const id = useId();
  useFieldLabel(name, label);
  const { errors } = useFormState({ name });
  const error: { message?: string; root?: { message?: string } } | undefined = get(errors, name);
  const message = error?.message ?? error?.root?.message;
  const described = message !== undefined ? `${id}-error` : hint !== undefined ? `${id}-hint` : undefined;
  return (
    <div className={clsx(within ? "min-w-0" : inRows, !within && !wide && "max-w-xl")}>
      <label htmlFor={id} className={within ? "sr-only" : "mb-1 block font-medium"}>
        {label}
      </label>
      <Describe value={{ id, name, described, wrong: message !== undefined }}>{children}</Describe>
      {message !== undefined ? (
        <p id={`${id}-error`} role="alert" className="mt-1 text-bad text-small">
          {message}
        </p>
      ) : (
        hint !== undefined && (
          <p id={`${id}-hint`} className="mt-1 text-ink-3 text-small">
            {hint}
          </p>
        )
      )}
    </div>
  );
}

/** What every control of a field carries: its label's target, its name, what describes it, and whether it is wrong. */
export function useControl() {
  const { id, name, described, wrong } = useContext(Describe);
  return {
    id,
    "data-field": name,
    "aria-describedby": described,
    "aria-invalid": wrong || undefined,
    className: clsx(inputClass, wrong ? "border-bad-solid" : "border-control"),
  };
}

export function TextInput({
  name,
  mono,
  ...rest
}: {
  name: string;
  mono?: boolean;
  placeholder?: string;
  autoComplete?: string;
  type?: "email" | "password";
}) {
  const { register } = useFormContext();
  const control = useControl();
  return (
    <input
      type="text"
      {...register(name, { setValueAs: emptyAsUndefined })}
      {...control}
      {...rest}
      className={clsx(control.className, "h-8", mono && "font-mono")}
    />
  );
}

/** A whole number; `noneAs` is what an empty one is. */
export function NumberInput({ name, unit, noneAs }: { name: string; unit?: string; noneAs?: null }) {
  const { register } = useFormContext();
  const control = useControl();
  return (
    <span
      className={clsx(
        control.className,
        "flex h-8 items-center gap-2 focus-within:outline-2 focus-within:outline-now-solid",
        unit === undefined ? "max-w-32" : "max-w-64",
      )}
    >
      <input
        type="text"
        inputMode="numeric"
        {...register(name, { setValueAs: (value) => asNumber(value) ?? noneAs })}
        {...control}
        className="w-full min-w-0 bg-transparent outline-none"
      />
      <span className="whitespace-nowrap text-ink-3">{unit}</span>
    </span>
  );
}

/** Yes or no, with the words that it stands for. */
export function CheckBox({ name, children }: { name: string; children: ReactNode }) {
  const { register } = useFormContext();
  return (
    <label className="flex max-w-xl items-start gap-2">
      <input type="checkbox" {...register(name)} className="mt-0.5 shrink-0 accent-ink" />
      <span>{children}</span>
    </label>
  );
}

export function TextArea({ name, rows, mono }: { name: string; rows: number; mono?: boolean }) {
  const { register } = useFormContext();
  const control = useControl();
  return (
    <textarea
      rows={rows}
      spellCheck={!mono}
      {...register(name)}
      {...control}
      className={clsx(control.className, "py-1.5", mono && "font-mono text-code")}
    />
  );
}

export function Select({ name, options }: { name: string; options: { value: string; label: string }[] }) {
  const { register } = useFormContext();
  const control = useControl();
  return (
    <select
      {...register(name, { setValueAs: emptyAsUndefined })}
      {...control}
      className={clsx(control.className, "h-8 max-w-sm")}
    >
      {options.map(({ value, label }) => (
        <option key={value} value={value}>
          {label}
        </option>
      ))}
    </select>
  );
}

/** Chooses a number, or none of them; `none` is what none is called, and `noneAs` what it is. */
export function NumberSelect({
  name,
  none,
  noneAs,
  options,
  onChoose,
}: {
  name: string;
  none: string;
  noneAs: null | undefined;
  options: { value: number; label: string }[];
  /** Hears what was chosen, after the field did. */
  onChoose?: (value: number | null | undefined) => void;
}) {
  const { field } = useController({ name });
  const control = useControl();
  const choose = (text: string) => {
    const value = text === "" ? noneAs : Number(text);
    field.onChange(value);
    onChoose?.(value);
  };
  return (
    <select
      {...control}
      ref={field.ref}
      value={field.value ?? ""}
      onBlur={field.onBlur}
      onChange={({ target }) => choose(target.value)}
      className={clsx(control.className, "h-8 max-w-sm")}
    >
      <option value="">{none}</option>
      {options.map(({ value, label }) => (
        <option key={value} value={value}>
          {label}
        </option>
      ))}
    </select>
  );
}

function emptyAsUndefined(value: unknown): unknown {
  return value === "" || value === null ? undefined : value;
}

function asNumber(value: unknown): unknown {
  if (value === "" || value === null) return undefined;
  return typeof value === "string" && /^\d+$/.test(value.trim()) ? Number(value) : value;
}
