"use client";

import { useTranslations } from "next-intl";
import { setReceiversInput } from "../../../../../server/notice-channel/input.ts";
import type { MessageCentreState } from "../../../../../server/notice-channel/output.ts";
import { useTRPCClient } from "../../../../_trpc/client.tsx";
import { Field } from "../../../../_ui/form/field.tsx";
import { Form } from "../../../../_ui/form/form.tsx";
import { LinesInput } from "../../../../_ui/form/lines-input.tsx";
import { SaveButton } from "../../../../_ui/form/save-button.tsx";
import { useUpdateForm } from "../../../../_ui/form/use-update-form.ts";
import { UsualOr } from "../../../../_ui/form/usual-or.tsx";

/** Whom the message centre tells of a tenant's tasks that name nobody: the operator's receivers, or the tenant's own. */
export function CentreReceivers({
  centre: { receivers, operatorReceivers },
}: {
  centre: MessageCentreState;
}) {
  const t = useTranslations("noticeChannels");
  const client = useTRPCClient();
  const { form, submit } = useUpdateForm({
    schema: setReceiversInput,
    values: { receivers },
    update: (input) => client.noticeChannel.setReceivers.mutate(input),
    saved: () => t("receiversSaved"),
  });
  const usual =
    operatorReceivers.length === 0
      ? t("operatorsNobody")
      : t("operators", { names: operatorReceivers.join(", ") });
  return (
    <Form form={form} submit={submit}>
      <div className="mt-3 flex flex-wrap items-end gap-3">
        <Field name="receivers" label={t("centreWhom")} hint={t("centreWhomHint")}>
          <UsualOr name="receivers" label={t("centreWhom")} usual={usual} own={t("ownReceivers")}>
            <LinesInput name="receivers" />
          </UsualOr>
        </Field>
        <SaveButton look="plain">{t("saveReceivers")}</SaveButton>
      </div>
    </Form>
  );
}
