"use client";

import { Play } from "lucide-react";
import { useRouter } from "next/navigation";
import { useTranslations } from "next-intl";
import { useState } from "react";
import { useWatch } from "react-hook-form";
import { taskCreateInput } from "../../../../server/task/input.ts";
import { useTRPCClient } from "../../../_trpc/client.tsx";
import { Button } from "../../../_ui/button.tsx";
import { Dialog } from "../../../_ui/dialog.tsx";
import { Field, Form, TextInput } from "../../../_ui/form/field.tsx";
import { LinesInput } from "../../../_ui/form/lines-input.tsx";
import { SaveButton } from "../../../_ui/form/save-button.tsx";
import { useApiForm } from "../../../_ui/form/use-api-form.ts";
import { TargetPicker } from "../../targets/_components/target-picker.tsx";

/** Runs a script now: makes a task of it on the picked hosts, starts it, and opens its log. */
export function RunDialog(script: { scriptId: number; scriptName: string }) {
  const t = useTranslations("scripts");
  const [open, setOpen] = useState(false);
  return (
    <Dialog
      wide
      open={open}
      onOpenChange={setOpen}
      title={t("run")}
      trigger={
        <Button look="strong">
          <Play size={14} strokeWidth={1.75} aria-hidden="true" /> {t("run")}
        </Button>
      }
      foot={null}
    >
      {open && <RunForm {...script} />}
    </Dialog>
  );
}

function RunForm({ scriptId, scriptName }: { scriptId: number; scriptName: string }) {
  const t = useTranslations("run");
  const client = useTRPCClient();
  const router = useRouter();
  const [idempotencyKey] = useState(() => crypto.randomUUID());
  const { form, submit } = useApiForm({
    schema: taskCreateInput,
    values: {
      name: `${scriptName} ${new Date().toISOString().slice(0, 19).replace("T", " ")}`.slice(-128),
      type: "immediate" as const,
      scriptId,
      targetIds: [] as number[],
      arguments: [] as string[],
      start: true,
      idempotencyKey,
    },
    send: async (input) => {
      const { taskLogId } = await client.task.create.mutate(input);
      if (taskLogId !== null) router.push(`/task-logs/${taskLogId}`);
    },
  });
  const count = useWatch({ control: form.control, name: "targetIds" })?.length ?? 0;
  return (
    <Form form={form} submit={submit}>
      <div className="space-y-5">
        <TargetPicker name="targetIds" label={t("targets")} />
        <Field name="arguments" label={t("arguments")}>
          <LinesInput name="arguments" />
        </Field>
        <Field name="name" label={t("taskName")}>
          <TextInput name="name" />
        </Field>
        <div className="flex justify-end">
          <SaveButton>{count === 0 ? t("pickFirst") : t("submit", { count })}</SaveButton>
        </div>
      </div>
    </Form>
  );
}
