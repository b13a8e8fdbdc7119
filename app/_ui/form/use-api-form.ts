"use client";

import { zodResolver } from "@hookform/resolvers/zod";
import { TRPCClientError } from "@trpc/client";
import { useLocale, useTranslations } from "next-intl";
import { useEffect } from "react";
import {
  type DefaultValues,
  type FieldValues,
  type Path,
  type UseFormReturn,
  useForm,
  useFormState,
} from "react-hook-form";
import type { ZodType } from "zod";
import en from "zod/v4/locales/en.js";
import zhCN from "zod/v4/locales/zh-CN.js";
import { refusalOf } from "../../../server/domain/field-refusal.ts";
import type { AppRouter } from "../../../server/router.ts";
import { toast } from "../toast.ts";

const zodWords = { en: en().localeError, "zh-CN": zhCN().localeError };

/**
 * A form over a feature's own input: the same rule as the server's, in the reader's language. What the server
 * refuses besides is shown at its field; what was typed stays. Leaving with unsaved changes asks. `send` answers the
 * values that are saved now where the form goes on being edited; `refused` takes what is no field's fault.
 */
export function useApiForm<V extends FieldValues, O>(options: {
  schema: ZodType<O, V>;
  values: DefaultValues<V>;
  send: ((input: O) => Promise<void>) | ((input: O) => Promise<DefaultValues<V>>);
  /** Answers whether it has dealt with the refusal. */
  refused?: (error: TRPCClientError<AppRouter>) => boolean;
}): { form: UseFormReturn<V, unknown, O>; submit: (event?: React.BaseSyntheticEvent) => Promise<void> } {
  const error = useIssueWords();
  const tCommon = useTranslations("common");
  const form = useForm<V, unknown, O>({
    defaultValues: options.values,
    resolver: zodResolver(options.schema, { error }) as never,
    mode: "onTouched",
  });
  const { isDirty, isSubmitSuccessful } = useFormState({ control: form.control });
  useAskBeforeLeaving(isDirty && !isSubmitSuccessful, tCommon("unsaved"));
  const submit = async (event?: React.BaseSyntheticEvent) => {
    let saved: DefaultValues<V> | undefined;
    const handle = form.handleSubmit(async (input) => {
      saved = (await options.send(input)) ?? undefined;
    });
    try {
      await handle(event);
    } catch (thrown) {
      const known = thrown instanceof TRPCClientError ? (thrown as TRPCClientError<AppRouter>) : null;
      if (known === null || !options.refused?.(known)) showRefusal(thrown, form);
    }
    // Only after the form took note of its success may it be told that nothing is unsaved any more.
    if (saved !== undefined) form.reset(saved);
  };
  return { form, submit };
}

function useIssueWords() {
  const t = useTranslations("fields");
  const locale = useLocale() as keyof typeof zodWords;
  return (issue: { code?: string; params?: Record<string, unknown> }) => {
    const ours = issue.code === "custom" ? refusalOf(issue.params) : null;
    if (ours !== null) return t(ours.refusal, ours.values);
    return zodWords[locale](issue as never) as string;
  };
}

/** The server's words stand at the field that they are about; words about none, in a corner. */
function showRefusal<V extends FieldValues, O>(thrown: unknown, form: UseFormReturn<V, unknown, O>): void {
  const known = thrown instanceof TRPCClientError ? (thrown as TRPCClientError<AppRouter>) : null;
  const fields = known?.data?.fields ?? [];
  for (const { path, message } of fields) {
    form.setError(path.join(".") as Path<V>, { message }, { shouldFocus: true });
  }
  if (fields.length === 0)
    toast.error(known?.message ?? String(thrown), { duration: Number.POSITIVE_INFINITY });
}

function useAskBeforeLeaving(unsaved: boolean, question: string): void {
  useEffect(() => {
    if (!unsaved) return;
    const leave = (event: BeforeUnloadEvent) => event.preventDefault();
    const follow = (event: MouseEvent) => {
      const link = event.target instanceof Element ? event.target.closest("a[href]") : null;
      const stays =
        event.ctrlKey || event.metaKey || event.shiftKey || link?.matches("[target=_blank], [href^='#']");
      if (link === null || stays || window.confirm(question)) return;
      event.preventDefault();
      event.stopPropagation();
    };
    window.addEventListener("beforeunload", leave);
    document.addEventListener("click", follow, true);
    return () => {
      window.removeEventListener("beforeunload", leave);
      document.removeEventListener("click", follow, true);
    };
  }, [unsaved, question]);
}
