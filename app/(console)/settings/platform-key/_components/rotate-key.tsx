"use client";

import { RefreshCw } from "lucide-react";
import { useTranslations } from "next-intl";
import { Confirm } from "../../../../_ui/confirm.tsx";
import { useKeyAction } from "./use-key-action.ts";

/** Makes a new pair beside the present one and moves the hosts to it, once that was meant. */
export function RotateKey() {
  const t = useTranslations("platformKey");
  const { act } = useKeyAction();
  return (
    <Confirm
      look="plain"
      confirmLook="strong"
      trigger={
        <>
          <RefreshCw size={14} strokeWidth={1.75} aria-hidden="true" /> {t("rotate")}
        </>
      }
      title={t("rotateTitle")}
      verb={t("rotate")}
      act={() => act((client) => client.key.rotate.mutate({}))}
    >
      <p>{t("rotateText")}</p>
      <p className="mt-2 text-ink-2">{t("rotateStays")}</p>
    </Confirm>
  );
}
