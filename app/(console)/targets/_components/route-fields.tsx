"use client";

import { useQuery } from "@tanstack/react-query";
import { useTranslations } from "next-intl";
import { useFormContext, useWatch } from "react-hook-form";
import { useTRPC } from "../../../_trpc/client.tsx";
import { Field, NumberSelect } from "../../../_ui/form/field.tsx";
import { LoginModeField } from "../../_hosts/login-mode-field.tsx";

/** Through which proxy, and, where there is one, who logs in. */
export function RouteFields() {
  const t = useTranslations("targets");
  const trpc = useTRPC();
  const { data } = useQuery(trpc.proxy.list.queryOptions({ pageSize: 100, sort: "name" }));
  const proxyId = useWatch({ name: "proxyId" });
  return (
    <>
      <Field name="proxyId" label={t("proxy")}>
        <ProxySelect proxies={data?.items ?? []} />
      </Field>
      {typeof proxyId === "number" && <LoginModeField name="loginMode" />}
    </>
  );
}

function ProxySelect({ proxies }: { proxies: { id: number; name: string }[] }) {
  const t = useTranslations("targets");
  const { setValue } = useFormContext();
  return (
    <NumberSelect
      name="proxyId"
      none={t("noProxy")}
      noneAs={null}
      options={proxies.map(({ id, name }) => ({ value: id, label: name }))}
      onChoose={(id) => {
        if (id === null) setValue("loginMode", "platform_key");
      }}
    />
  );
}
