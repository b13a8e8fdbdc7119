"use client";

import { useQuery } from "@tanstack/react-query";
import { useTranslations } from "next-intl";
import { useState } from "react";
import { FormProvider, useForm, useWatch } from "react-hook-form";
import { useTRPC, useTRPCClient } from "../../../_trpc/client.tsx";
import { NameList } from "../../../_ui/bulk-confirm.tsx";
import { Button } from "../../../_ui/button.tsx";
import { Dialog } from "../../../_ui/dialog.tsx";
import { Field } from "../../../_ui/form/field.tsx";
import { LabelsInput } from "../../../_ui/form/labels-input.tsx";
import { useBulkCall } from "../../../_ui/use-bulk.tsx";
import { useBulkWords } from "../../_bulk/use-bulk-words.ts";
import type { TargetFacts } from "./target-facts.ts";

/** A proxy's id, or one of the two other answers. */
type Proxy = "leave" | "direct" | `${number}`;

/** Labels and proxy of many hosts, by one call; what is refused for some of them is said. */
export function EditMany({ targets, onClose }: { targets: TargetFacts[]; onClose: () => void }) {
  const t = useTranslations("bulk.editMany");
  const common = useTranslations("common");
  const client = useTRPCClient();
  const bulk = useBulkCall<TargetFacts>();
  const words = useBulkWords("target");
  const form = useForm<{ addLabels: Record<string, string> }>({ defaultValues: { addLabels: {} } });
  const addLabels = useWatch({ control: form.control, name: "addLabels" });
  const [removeLabels, setRemoveLabels] = useState<string[]>([]);
  const [proxy, setProxy] = useState<Proxy>("leave");
  const nothing = Object.keys(addLabels).length + removeLabels.length === 0 && proxy === "leave";
  const save = () => {
    onClose();
    const setProxyId = proxy === "leave" ? undefined : proxy === "direct" ? null : Number(proxy);
    const change = { addLabels, removeLabels, setProxyId };
    void bulk({
      items: targets,
      words: words("change", targets.length),
      act: (ids) => client.target.setMany.mutate({ ids, ...change }),
    });
  };
  return (
    <Dialog
      open
      onOpenChange={(open) => open || onClose()}
      title={t("editTitle", { things: words.things(targets.length) })}
      foot={
        <>
          <Button onClick={onClose}>{common("cancel")}</Button>
          <Button look="strong" disabled={nothing} onClick={save}>
            {t("save", { many: words.many(targets.length) })}
          </Button>
        </>
      }
    >
      <FormProvider {...form}>
        <div className="space-y-4">
          <NameList names={targets.map(({ name }) => name)} />
          <Choices
            tenantId={targets[0]?.tenantId}
            removed={removeLabels}
            onRemove={setRemoveLabels}
            proxy={proxy}
            onProxy={setProxy}
          />
        </div>
      </FormProvider>
    </Dialog>
  );
}

function Choices({
  tenantId,
  removed,
  onRemove,
  proxy,
  onProxy,
}: {
  tenantId: number | undefined;
  removed: string[];
  onRemove: (names: string[]) => void;
  proxy: Proxy;
  onProxy: (proxy: Proxy) => void;
}) {
  const t = useTranslations("bulk.editMany");
  const trpc = useTRPC();
  const { data: facets } = useQuery(trpc.target.facets.queryOptions({ tenantId }));
  const { data: proxies } = useQuery(trpc.proxy.list.queryOptions({ tenantId, pageSize: 100, sort: "name" }));
  const names = [...new Set(facets?.labels.map(({ name }) => name) ?? [])];
  const toggle = (name: string) =>
    onRemove(removed.includes(name) ? removed.filter((one) => one !== name) : [...removed, name]);
  return (
    <>
      <Field name="addLabels" label={t("addLabels")} hint={t("addLabelsHint")}>
        <LabelsInput name="addLabels" label={t("addLabels")} known={facets?.labels ?? []} />
      </Field>
      <fieldset>
        <legend className="mb-1 font-medium">{t("removeLabels")}</legend>
        {names.length === 0 && <p className="text-ink-3 text-small">{t("noLabels")}</p>}
        <div className="flex max-h-32 flex-wrap gap-x-4 gap-y-1.5 overflow-y-auto">
          {names.map((name) => (
            <label key={name} className="flex items-center gap-1.5">
              <input
                type="checkbox"
                checked={removed.includes(name)}
                onChange={() => toggle(name)}
                className="size-4 accent-ink"
              />
              <code className="text-small">{name}</code>
            </label>
          ))}
        </div>
      </fieldset>
      <label className="block max-w-sm">
        <span className="mb-1 block font-medium">{t("proxy")}</span>
        <select
          value={proxy}
          onChange={({ target }) => onProxy(target.value as Proxy)}
          className="h-8 w-full rounded-control border border-control bg-surface px-2.5"
        >
          <option value="leave">{t("leave")}</option>
          <option value="direct">{t("direct")}</option>
          {proxies?.items.map(({ id, name }) => (
            <option key={id} value={id}>
              {name}
            </option>
          ))}
        </select>
      </label>
      {proxy !== "leave" && <p className="text-ink-2">{t("moves")}</p>}
    </>
  );
}
