"use client";

import { useQuery } from "@tanstack/react-query";
import Link from "next/link";
import { useTranslations } from "next-intl";
import { noticeRules } from "../../../../server/domain/notice.ts";
import { useTRPC } from "../../../_trpc/client.tsx";
import { ChooseSome } from "../../../_ui/form/choose-some.tsx";
import { Field, Rows, Select } from "../../../_ui/form/field.tsx";
import { LinesInput } from "../../../_ui/form/lines-input.tsx";
import { UsualOr } from "../../../_ui/form/usual-or.tsx";

/** Who is told of a task's runs, and when. */
export function NoticeFields({ tenantId }: { tenantId: number }) {
  const t = useTranslations("taskNotices");
  return (
    <Rows name={t("title")}>
      <Field name="noticeRule" label={t("rule")} hint={t("ruleHint")}>
        <Select
          name="noticeRule"
          options={noticeRules.map((value) => ({ value, label: t(`rules.${value}`) }))}
        />
      </Field>
      <Field name="noticeChannelIds" label={t("channels")} hint={t("channelsHint")}>
        <UsualOr name="noticeChannelIds" label={t("channels")} usual={t("usualChannels")} own={t("these")}>
          <ChannelsInput name="noticeChannelIds" tenantId={tenantId} />
        </UsualOr>
      </Field>
      <Field name="noticeReceivers" label={t("receivers")} hint={t("receiversHint")}>
        <UsualOr name="noticeReceivers" label={t("receivers")} usual={t("usualReceivers")} own={t("these")}>
          <LinesInput name="noticeReceivers" placeholder={t("receiversExample")} />
        </UsualOr>
      </Field>
    </Rows>
  );
}

/** Which of a tenant's own channels tell it. */
function ChannelsInput({ name, tenantId }: { name: string; tenantId: number }) {
  const t = useTranslations("taskNotices");
  const kinds = useTranslations("notices.channelKinds");
  const trpc = useTRPC();
  const { data } = useQuery(trpc.noticeChannel.list.queryOptions({ tenantId, pageSize: 100 }));
  if (data?.items.length === 0)
    return (
      <p className="text-ink-2">
        {t("noChannels")}{" "}
        <Link href="/settings/notice-channels/new" className="underline decoration-line-2 underline-offset-2">
          {t("makeChannel")}
        </Link>
      </p>
    );
  return (
    <ChooseSome
      name={name}
      label={t("channels")}
      things={(data?.items ?? []).map(({ kind, ...channel }) => ({ ...channel, beside: kinds(kind) }))}
    />
  );
}
