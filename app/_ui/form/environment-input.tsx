"use client";

import { Plus, X } from "lucide-react";
import { useTranslations } from "next-intl";
import { useEffect, useState } from "react";
import { get, useController, useFormState } from "react-hook-form";
import { Button } from "../button.tsx";
import { randomKey } from "../random-key.ts";
import { useControl } from "./field.tsx";

type Row = { key: string; name: string; value: string };

/** Variables by name; a row counts once it has a name. */
export function EnvironmentInput({ name }: { name: string }) {
  const t = useTranslations("form");
  const { field } = useController({ name });
  const control = useControl();
  const [rows, setRows] = useState(() => rowsOf(field.value ?? {}));
  const given = JSON.stringify(field.value ?? {});
  const shown = JSON.stringify(variablesOf(rows));
  // A form that goes back to what was saved brings other variables than those that were typed.
  useEffect(() => {
    if (given !== shown) setRows(rowsOf(JSON.parse(given)));
  }, [given, shown]);
  const change = (next: Row[]) => {
    setRows(next);
    field.onChange(variablesOf(next));
  };
  const edit = (at: number, part: Partial<Row>) =>
    change(rows.map((row, index) => (index === at ? { ...row, ...part } : row)));
  return (
    <div className="max-w-xl space-y-2">
      {rows.map((row, at) => (
        <div key={row.key}>
          <div className="flex items-center gap-2">
            <input
              id={`${control.id}-${row.key}`}
              data-field={`${name}.${row.name}`}
              aria-label={t("variableName", { number: at + 1 })}
              value={row.name}
              spellCheck={false}
              onBlur={field.onBlur}
              onChange={({ target }) => edit(at, { name: target.value })}
              className="h-8 w-44 rounded-control border border-control bg-surface px-2.5 font-mono text-code"
            />
            =
            <input
              aria-label={t("variableValue", { number: at + 1 })}
              value={row.value}
              spellCheck={false}
              onBlur={field.onBlur}
              onChange={({ target }) => edit(at, { value: target.value })}
              className="h-8 min-w-0 flex-1 rounded-control border border-control bg-surface px-2.5 font-mono text-code"
            />
            <button
              type="button"
              aria-label={t("removeVariable", { number: at + 1 })}
              onClick={() => change(rows.toSpliced(at, 1))}
              className="rounded-control p-2 text-ink-3 hover:bg-hover"
            >
              <X size={14} aria-hidden="true" />
            </button>
          </div>
          <RowError path={`${name}.${row.name}`} />
        </div>
      ))}
      <Button
        id={control.id}
        data-field={name}
        aria-label={t("addVariable")}
        small
        onClick={() => setRows([...rows, { key: randomKey(), name: "", value: "" }])}
      >
        <Plus size={14} aria-hidden="true" /> {t("addVariable")}
      </Button>
    </div>
  );
}

function variablesOf(rows: Row[]): Record<string, string> {
  return Object.fromEntries(rows.filter((row) => row.name !== "").map((row) => [row.name, row.value]));
}

function rowsOf(variables: Record<string, string>): Row[] {
  return Object.entries(variables).map(([name, value]) => ({ key: name, name, value }));
}

function RowError({ path }: { path: string }) {
  // The form's errors are one object that is changed in place, which the compiler would take for the same.
  "use no memo";
  const { errors } = useFormState();
  const error: { message?: string } | undefined = get(errors, path);
  if (typeof error?.message !== "string") return null;
  return (
    <p role="alert" className="mt-1 text-bad text-small">
      {error.message}
    </p>
  );
}
