"use client";

import { useRouter } from "next/navigation";
import { useTranslations } from "next-intl";
import { Confirm } from "../../../_ui/confirm.tsx";

/** Disables a user or a tenant after saying what that means, or enables it again. */
export function SwitchOff({
  words,
  name,
  disabled,
  set,
}: {
  words: "users" | "tenants";
  name: string;
  disabled: boolean;
  set: (disabled: boolean) => Promise<unknown>;
}) {
  const t = useTranslations(words);
  const router = useRouter();
  const act = async () => {
    await set(!disabled);
    router.refresh();
  };
  if (disabled)
    return (
      <Confirm
        look="plain"
        confirmLook="strong"
        trigger={t("enable")}
        title={t("enableTitle", { name })}
        verb={t("enable")}
        act={act}
      >
        {t("enableText")}
      </Confirm>
    );
  return (
    <Confirm trigger={t("disable")} title={t("disableTitle", { name })} verb={t("disable")} act={act}>
      {t("disableText")}
    </Confirm>
  );
}
