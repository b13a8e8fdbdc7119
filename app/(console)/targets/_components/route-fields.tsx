"use client";

import { useQuery } from "@tanstack/react-query";
import { useTranslations } from "next-intl";
import { useController, useWatch } from "react-hook-form";
import { useTRPC } from "../../../_trpc/client.tsx";
import { Field, Select } from "../../../_ui/form/field.tsx";

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
      {typeof proxyId === "number" && (
        <Field name="loginMode" label={t("loginMode")}>
          <Select
            name="loginMode"
            options={[
              { value: "platform_key", label: t("platformKey") },
              { value: "proxy_identity", label: t("proxyIdentity") },
            ]}
          />
        </Field>
      )}
    </>
  );
}

function ProxySelect({ proxies }: { proxies: { id: number; name: string }[] }) {
  const t = useTranslations("targets");
  const { field } = useController({ name: "proxyId" });
  const login = useController({ name: "loginMode" });
  const choose = (value: string) => {
    field.onChange(value === "" ? null : Number(value));
    if (value === "") login.field.onChange("platform_key");
  };
  return (
    <select
      aria-label={t("proxy")}
      value={field.value ?? ""}
      onChange={({ target }) => choose(target.value)}
      className="h-8 w-full max-w-sm rounded-control border border-control bg-surface px-2.5"
    >
      <option value="">{t("noProxy")}</option>
      {proxies.map(({ id, name }) => (
        <option key={id} value={id}>
          {name}
        </option>
      ))}
    </select>
  );
}
