"use client";

import { zodResolver } from "@hookform/resolvers/zod";
import { TRPCClientError } from "@trpc/client";
import { useLocale, useTranslations } from "next-intl";
import {
  type DefaultValues,
  type FieldValues,
  type Path,
  type UseFormReturn,
  useForm,
} from "react-hook-form";
import type { ZodType } from "zod";
import en from "zod/v4/locales/en.js";
import zhCN from "zod/v4/locales/zh-CN.js";
import { refusalOf } from "../../../server/domain/field-refusal.ts";
import { isMissing } from "../../../server/domain/missing.ts";
import type { AppRouter } from "../../../server/router.ts";
import { toast } from "../toast.ts";
import type { Submit } from "./form.tsx";
import { type Wrong, wrongIn } from "./wrong-fields.ts";

const zodWords = { en: en().localeError, "zh-CN": zhCN().localeError };

/**
 * A form over a feature's own input: the same rule as the server's, in the reader's language. What the server
 * refuses besides is shown at its field; what was typed stays. `send` answers the values that are saved now where the
 * form goes on being edited; `refused` takes what is no field's fault.
 */
export function useApiForm<V extends FieldValues, O>(options: {
  schema: ZodType<O, V>;
  values: DefaultValues<V>;
  send: ((input: O) => Promise<void>) | ((input: O) => Promise<DefaultValues<V>>);
  /** Answers whether it has dealt with the refusal. */
  refused?: (error: TRPCClientError<AppRouter>) => boolean;
}): { form: UseFormReturn<V, unknown, O>; submit: Submit } {
  const error = useIssueWords();
  const form = useForm<V, unknown, O>({
    defaultValues: options.values,
    resolver: zodResolver(options.schema, { error }) as never,
    mode: "onTouched",
    // The list of what was refused has the focus then.
    shouldFocusError: false,
  });
  const submit = async (event?: React.BaseSyntheticEvent) => {
    let saved: DefaultValues<V> | undefined;
    let wrong: Wrong[] = [];
    const handle = form.handleSubmit(
      async (input) => {
        saved = (await options.send(input)) ?? undefined;
      },
      (errors) => {
        wrong = wrongIn(errors);
      },
    );
    try {
      await handle(event);
    } catch (thrown) {
      const known = thrown instanceof TRPCClientError ? (thrown as TRPCClientError<AppRouter>) : null;
      if (known === null || !options.refused?.(known)) wrong = showRefusal(thrown, form);
    }
    // Only after the form took note of its success may it be told that nothing is unsaved any more.
    if (saved !== undefined) form.reset(saved);
    return wrong;
  };
  return { form, submit };
}

function useIssueWords() {
  const t = useTranslations("fields");
  const locale = useLocale() as keyof typeof zodWords;
  return (issue: Issue) => {
    const ours = issue.code === "custom" ? refusalOf(issue.params) : null;
    if (ours !== null) return t(ours.refusal, ours.values);
    // In a form nothing is "undefined": somebody left it empty.
    if (isMissing(issue)) return t("REQUIRED");
    if (issue.code === "invalid_type" && wantsNumber.has(issue.expected)) return t("NUMBER");
    return zodWords[locale](issue as never) as string;
  };
}

interface Issue {
  code?: string;
  params?: Record<string, unknown>;
  input?: unknown;
  expected?: unknown;
}

const wantsNumber = new Set<unknown>(["number", "int"]);

/** The server's words stand at the field that they are about; words about none, in a corner. */
function showRefusal<V extends FieldValues, O>(thrown: unknown, form: UseFormReturn<V, unknown, O>): Wrong[] {
  const known = thrown instanceof TRPCClientError ? (thrown as TRPCClientError<AppRouter>) : null;
  const wrong = (known?.data?.fields ?? []).map(({ path, message }) => ({ path: path.join("."), message }));
  for (const { path, message } of wrong) form.setError(path as Path<V>, { message });
  if (wrong.length === 0) toast.refused(thrown);
  return wrong;
}
