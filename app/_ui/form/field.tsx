"use client";

import clsx from "clsx";
import { createContext, type ReactNode, useContext, useId } from "react";
import {
  type FieldValues,
  FormProvider,
  get,
  type UseFormReturn,
  useFormContext,
  useFormState,
} from "react-hook-form";

const inputClass = "w-full rounded-control border bg-surface px-2.5 placeholder:text-ink-3";

/** The form whose fields stand inside. */
export function Form<V extends FieldValues, O>({
  form,
  submit,
  children,
}: {
  form: UseFormReturn<V, unknown, O>;
  submit: (event: React.BaseSyntheticEvent) => Promise<void>;
  children: ReactNode;
}) {
  return (
    <FormProvider {...form}>
      <form noValidate onSubmit={(event) => void submit(event)} className="flex min-h-0 flex-1 flex-col">
        {children}
      </form>
    </FormProvider>
  );
}

const Describe = createContext<{ id: string; described: string | undefined; wrong: boolean }>({
  id: "",
  described: undefined,
  wrong: false,
});

/** A field with its label, its hint, and, below it, what is wrong with it. */
export function Field({
  name,
  label,
  hint,
  wide = false,
  children,
}: {
  name: string;
  label: string;
  hint?: ReactNode;
  /** As wide as there is room. */
  wide?: boolean;
  children: ReactNode;
}) {
  // The form's errors are one object that is changed in place, which the compiler would take for the same.
  "use no memo";
  const id = useId();
  const { errors } = useFormState({ name });
  const error: { message?: string; root?: { message?: string } } | undefined = get(errors, name);
  const message = error?.message ?? error?.root?.message;
  const described = message !== undefined ? `${id}-error` : hint !== undefined ? `${id}-hint` : undefined;
  return (
    <div className={wide ? undefined : "max-w-xl"}>
      <label htmlFor={id} className="mb-1 block font-medium">
        {label}
      </label>
      <Describe value={{ id, described, wrong: message !== undefined }}>{children}</Describe>
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

/** What every control of a field carries: its label's target, what describes it, and whether it is wrong. */
export function useControl() {
  const { id, described, wrong } = useContext(Describe);
  return {
    id,
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

export function NumberInput({ name, unit }: { name: string; unit?: string }) {
  const { register } = useFormContext();
  const control = useControl();
  return (
    <span className="flex items-center gap-2">
      <input
        type="text"
        inputMode="numeric"
        {...register(name, { setValueAs: asNumber })}
        {...control}
        className={clsx(control.className, "h-8 max-w-32 text-right")}
      />
      {unit}
    </span>
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

function emptyAsUndefined(value: unknown): unknown {
  return value === "" || value === null ? undefined : value;
}

function asNumber(value: unknown): unknown {
  if (value === "" || value === null) return undefined;
  return typeof value === "string" && /^\d+$/.test(value.trim()) ? Number(value) : value;
}
