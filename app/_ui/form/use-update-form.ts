"use client";

import { useRouter } from "next/navigation";
import type { DefaultValues, FieldValues } from "react-hook-form";
import type { ZodType } from "zod";
import { toast } from "../toast.ts";
import { useApiForm } from "./use-api-form.ts";

/** A form that changes something which goes on being edited: what was saved is said, and the page shows it. */
export function useUpdateForm<V extends FieldValues, O extends DefaultValues<V>>({
  schema,
  values,
  update,
  saved,
}: {
  schema: ZodType<O, V>;
  values: DefaultValues<V>;
  update: (input: O) => Promise<unknown>;
  /** What is said then. */
  saved: (input: O) => string;
}) {
  const router = useRouter();
  return useApiForm({
    schema,
    values,
    send: async (input): Promise<DefaultValues<V>> => {
      await update(input);
      toast.success(saved(input));
      router.refresh();
      return input;
    },
  });
}
