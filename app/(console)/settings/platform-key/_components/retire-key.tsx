"use client";

import { useTranslations } from "next-intl";
import { useState } from "react";
import type { Rotation } from "../../../../../server/ssh-key/output.ts";
import { Button } from "../../../../_ui/button.tsx";
import { Confirm } from "../../../../_ui/confirm.tsx";
import { useKeyAction } from "./use-key-action.ts";

/** The last step: the older key logs in nowhere any more. While hosts need it, the button says so. */
export function RetireKey({ rotation: { needed, goesOn } }: { rotation: Rotation }) {
  const t = useTranslations("platformKey");
  const { act } = useKeyAction();
  const [typed, setTyped] = useState("");
  const free = needed === 0 && !goesOn;
  return (
    <section className="flex flex-wrap items-center justify-end gap-3 border-line border-t p-4 lg:p-6">
      <p className="min-w-60 flex-1 text-ink-2">{t(free ? "retireFree" : "retireLoses")}</p>
      {!free && !goesOn && (
        <Confirm
          look="quiet"
          trigger={t("retireAnyway")}
          title={t("retireAnywayTitle", { count: needed })}
          verb={t("retireAnywayVerb", { count: needed })}
          act={() => act((client) => client.key.retire.mutate({ expectedHosts: Number(typed) }))}
        >
          <p>{t("retireAnywayText", { count: needed })}</p>
          <label className="mt-3 flex flex-wrap items-center gap-3">
            {t("typeHosts")}
            <input
              inputMode="numeric"
              value={typed}
              onChange={({ target }) => setTyped(target.value.replace(/\D/g, ""))}
              className="h-8 w-24 rounded-control border border-control bg-surface px-2.5 text-right"
            />
          </label>
        </Confirm>
      )}
      {free ? (
        <Confirm
          trigger={t("retire")}
          title={t("retireTitle")}
          verb={t("retire")}
          act={() => act((client) => client.key.retire.mutate({}))}
        >
          <p>{t("retireText")}</p>
          <p className="mt-2 text-ink-2">{t("retireStays")}</p>
        </Confirm>
      ) : (
        <Button disabled>{needed > 0 ? t("retireNot", { count: needed }) : t("retireMoving")}</Button>
      )}
    </section>
  );
}
