"use client";

import clsx from "clsx";
import { Maximize2, Minimize2, Search } from "lucide-react";
import dynamic from "next/dynamic";
import { useTranslations } from "next-intl";
import { type ReactNode, type RefObject, useId, useMemo, useRef, useState } from "react";
import { get, useController, useFormState } from "react-hook-form";
import type { Language } from "../../../server/domain/language.ts";
import { utf8Bytes } from "../../../server/domain/text.ts";
import { Button } from "../button.tsx";
import type { EditorHandle } from "../code/code-editor.tsx";
import { lineEndsOf } from "../code/line-ends.ts";
import type { Checked, Problem } from "../code/problems.ts";
import { usePhrases } from "../code/use-phrases.ts";
import { formatBytes } from "../format.ts";
import { StateGlyph } from "../state-glyph.tsx";
import { useFieldLabel } from "./wrong-fields.ts";

const CodeEditor = dynamic(() => import("../code/code-editor.tsx"), { ssr: false });

/** A script's text in an editor, with what is wrong in it, where one is, and how large it is. */
export function CodeField({
  name,
  label,
  language,
  check,
  limitBytes,
  tools,
}: {
  name: string;
  label: string;
  language: Language;
  /** Finds problems in a text; it is asked whenever typing rests. */
  check: (text: string) => Promise<Checked>;
  limitBytes: number;
  /** What else stands at the right end of the toolbar. */
  tools?: ReactNode;
}) {
  const t = useTranslations("code");
  const id = useId();
  const { field } = useController({ name });
  const message = useFieldError(name);
  useFieldLabel(name, label);
  const phrases = usePhrases();
  const handle = useRef<EditorHandle>(null);
  const [checked, setChecked] = useState<Checked | null>(null);
  const [place, setPlace] = useState({ line: 1, column: 1 });
  const [large, setLarge] = useState(false);
  const attributes = useMemo(
    () => ({
      id,
      "data-field": name,
      "aria-label": label,
      ...(message === undefined ? {} : { "aria-invalid": "true", "aria-describedby": `${id}-error` }),
    }),
    [id, name, label, message],
  );
  const sayPlace = ({ line, column }: Problem) => t("place", { line, column });
  return (
    <div
      className={clsx(
        "flex min-h-0 min-w-0 flex-1 flex-col",
        large && "fixed inset-0 z-30 bg-surface",
        message !== undefined && "ring-1 ring-bad-solid ring-inset",
      )}
    >
      <div className="flex min-h-11 flex-wrap items-center gap-x-4 gap-y-1 border-line border-b px-4 py-1.5 lg:px-6">
        <Verdict checked={checked} go={handle} />
        <span className="ml-auto flex items-center gap-1">
          <Button look="quiet" small onClick={() => handle.current?.find()}>
            <Search size={14} strokeWidth={1.75} aria-hidden="true" /> {t("find")}
          </Button>
          {tools}
          <Button
            look="quiet"
            small
            aria-label={large ? t("smaller") : t("larger")}
            aria-pressed={large}
            onClick={() => setLarge(!large)}
          >
            {large ? <Minimize2 size={14} /> : <Maximize2 size={14} />}
          </Button>
        </span>
      </div>
      <div className="min-h-80 flex-1 lg:min-h-0">
        <CodeEditor
          value={field.value}
          language={language}
          attributes={attributes}
          phrases={phrases}
          handle={handle}
          onChange={field.onChange}
          onBlur={field.onBlur}
          onPlace={setPlace}
          check={check}
          onChecked={setChecked}
          placeOf={sayPlace}
        />
      </div>
      {message !== undefined && (
        <p
          id={`${id}-error`}
          role="alert"
          className="border-line border-t px-4 py-1.5 text-bad text-small lg:px-6"
        >
          {message}
        </p>
      )}
      <div className="flex min-h-7.5 flex-wrap items-center gap-x-5 border-line border-t px-4 text-ink-2 text-small lg:px-6">
        <span>{`UTF-8 · ${lineEndsOf(field.value) === "mixed" ? t("mixedEnds") : lineEndsOf(field.value)}`}</span>
        <span>{t("cursor", place)}</span>
        <span>
          {t("size", { bytes: formatBytes(utf8Bytes(field.value)), limit: formatLimit(limitBytes) })}
        </span>
        <span className="ml-auto hidden lg:inline">{t("keys")}</span>
      </div>
    </div>
  );
}

function useFieldError(name: string): string | undefined {
  // The form's errors are one object that is changed in place, which the compiler would take for the same.
  "use no memo";
  const { errors } = useFormState({ name });
  const error: { message?: string } | undefined = get(errors, name);
  return error?.message;
}

/** What the check found; a problem's place leads there. */
function Verdict({ checked, go }: { checked: Checked | null; go: RefObject<EditorHandle | null> }) {
  const t = useTranslations("code");
  const [first] = checked?.problems ?? [];
  return (
    <span aria-live="polite" className="flex items-center gap-3">
      {checked === null && <span className="text-ink-3">{t("checking")}</span>}
      {checked !== null && !checked.checked && <span className="text-ink-3">{t("notChecked")}</span>}
      {checked?.checked && first === undefined && (
        <span className="flex items-center gap-1.5 text-ok">
          <StateGlyph state="succeeded" /> {t("noProblem")}
        </span>
      )}
      {first !== undefined && (
        <>
          <span className="flex items-center gap-1.5 font-medium text-bad">
            <StateGlyph state="failed" /> {t("problems", { count: checked?.problems.length ?? 0 })}
          </span>
          <button
            type="button"
            className="text-ink-2 underline decoration-line-2 underline-offset-2 hover:text-ink"
            onClick={() => go.current?.goTo(first)}
          >
            {t("place", { line: first.line, column: first.column })}
          </button>
        </>
      )}
    </span>
  );
}

/** A limit is given in binary units. */
function formatLimit(bytes: number): string {
  return `${bytes / 1_048_576} MiB`;
}
