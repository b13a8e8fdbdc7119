"use client";

import type { ReactNode } from "react";
import type { FieldValues, UseFormReturn } from "react-hook-form";
import { type Crumb, PageHeader } from "../page-header.tsx";
import { Form, type Submit } from "./form.tsx";
import { SaveButton } from "./save-button.tsx";

/** The page on which something new is made: the list that it will stand in, its fields, and the button that makes it. */
export function NewForm<V extends FieldValues, O>({
  form,
  submit,
  list,
  title,
  create,
  children,
}: {
  form: UseFormReturn<V, unknown, O>;
  submit: Submit;
  list: Crumb;
  title: string;
  /** The button's words. */
  create: string;
  children: ReactNode;
}) {
  return (
    <Form
      form={form}
      submit={submit}
      head={<PageHeader crumbs={[list]} title={title} actions={<SaveButton>{create}</SaveButton>} />}
    >
      <div className="space-y-5 p-4 lg:p-6">{children}</div>
    </Form>
  );
}
