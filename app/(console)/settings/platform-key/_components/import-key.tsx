"use client";

import type { TRPCClientError } from "@trpc/client";
import { useRouter } from "next/navigation";
import { useTranslations } from "next-intl";
import { useState } from "react";
import type { AppRouter } from "../../../../../server/router.ts";
import { importKeyInput } from "../../../../../server/ssh-key/input.ts";
import { useTRPCClient } from "../../../../_trpc/client.tsx";
import { Button } from "../../../../_ui/button.tsx";
import { Confirm } from "../../../../_ui/confirm.tsx";
import { Field, TextArea, TextInput } from "../../../../_ui/form/field.tsx";
import { Form } from "../../../../_ui/form/form.tsx";
import { SaveButton } from "../../../../_ui/form/save-button.tsx";
import { useApiForm } from "../../../../_ui/form/use-api-form.ts";
import { toast } from "../../../../_ui/toast.ts";

const given = importKeyInput.pick({ privateKey: true, passphrase: true });

/** Brings a key of one's own; where hosts would be lost by that, it asks first. */
export function ImportKey() {
  const t = useTranslations("platformKey");
  const [open, setOpen] = useState(false);
  if (open) return <ImportForm onDone={() => setOpen(false)} />;
  return (
    <Button small onClick={() => setOpen(true)}>
      {t("import")}
    </Button>
  );
}

function ImportForm({ onDone }: { onDone: () => void }) {
  const t = useTranslations("platformKey");
  const router = useRouter();
  const client = useTRPCClient();
  const [inUse, setInUse] = useState<string | null>(null);
  const send = async (
    input: { privateKey: string; passphrase?: string },
    how: { replace: true } | { beside: true } | object,
  ) => {
    await client.key.import.mutate({ ...input, ...how });
    toast.success(t("beside" in how ? "importedBeside" : "imported"));
    onDone();
    router.refresh();
  };
  const { form, submit } = useApiForm({
    schema: given,
    values: { privateKey: "", passphrase: undefined },
    send: (input) => send(input, {}),
    refused: (error: TRPCClientError<AppRouter>) => {
      if (error.data?.reason !== "KEY_IN_USE") return false;
      setInUse(error.message);
      return true;
    },
  });
  return (
    <Form form={form} submit={submit}>
      <div className="max-w-2xl space-y-4">
        <Field name="privateKey" label={t("privateKey")} hint={t("privateKeyHint")} wide>
          <TextArea name="privateKey" rows={7} mono />
        </Field>
        <Field name="passphrase" label={t("passphrase")} hint={t("passphraseHint")}>
          <TextInput name="passphrase" type="password" autoComplete="off" />
        </Field>
        {inUse !== null && (
          <p role="alert" className="rounded-control bg-warn-tint px-3 py-2 text-warn">
            {inUse}
          </p>
        )}
        <div className="flex flex-wrap gap-2">
          {inUse === null ? (
            <SaveButton>{t("import")}</SaveButton>
          ) : (
            <>
              <Confirm
                look="strong"
                confirmLook="strong"
                trigger={t("beside")}
                title={t("rotateTitle")}
                verb={t("beside")}
                act={() => send(given.parse(form.getValues()), { beside: true })}
              >
                <p>{t("besideText")}</p>
                <p className="mt-2 text-ink-2">{t("rotateStays")}</p>
              </Confirm>
              <Confirm
                trigger={t("replace")}
                title={t("replaceTitle")}
                verb={t("replace")}
                act={() => send(given.parse(form.getValues()), { replace: true })}
              >
                {inUse}
              </Confirm>
            </>
          )}
          <Button onClick={onDone}>{t("cancel")}</Button>
        </div>
      </div>
    </Form>
  );
}
