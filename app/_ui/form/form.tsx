"use client";

import { type BaseSyntheticEvent, type ReactNode, useRef, useState } from "react";
import { type FieldValues, FormProvider, type UseFormReturn } from "react-hook-form";
import { ErrorSummary } from "./error-summary.tsx";
import { AskBeforeLeaving } from "./leave-form.tsx";
import { FieldLabels, type Wrong, type WrongField, wrongFields } from "./wrong-fields.ts";

/** Sends what was typed; answers what was refused. */
export type Submit = (event?: BaseSyntheticEvent) => Promise<Wrong[]>;

/**
 * The form whose fields stand inside. What was refused is listed below its head, or at its top where it has none;
 * leaving it with unsaved changes asks.
 */
export function Form<V extends FieldValues, O>({
  form,
  submit,
  head,
  flush = head !== undefined,
  leave,
  children,
}: {
  form: UseFormReturn<V, unknown, O>;
  submit: Submit;
  /** The page's head, where the form reaches over the whole page. */
  head?: ReactNode;
  /** It reaches the edges of its page or dialog. */
  flush?: boolean;
  /** Asks in place of the dialog, and goes on by what it is given. */
  leave?: (go: () => void) => void;
  children: ReactNode;
}) {
  const box = useRef<HTMLFormElement>(null);
  const [labels] = useState(() => new Map<string, string>());
  const [refused, setRefused] = useState<WrongField[]>([]);
  const send = async (event: BaseSyntheticEvent) => {
    // A form in a dialog may stand inside another one in React's tree, which is not to be sent with it.
    event.stopPropagation();
    const wrong = await submit(event);
    if (box.current !== null) setRefused(wrongFields(box.current, wrong, labels));
  };
  return (
    <FieldLabels value={labels}>
      <FormProvider {...form}>
        <form
          // Sent before the page listens, what was typed must not stand in the address.
          method="post"
          ref={box}
          noValidate
          onSubmit={(event) => void send(event)}
          className="flex min-h-0 flex-1 flex-col"
        >
          {head}
          <ErrorSummary fields={refused} flush={flush} />
          {children}
        </form>
        <AskBeforeLeaving ask={leave} />
      </FormProvider>
    </FieldLabels>
  );
}
