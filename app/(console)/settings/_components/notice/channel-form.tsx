"use client";

import { useRouter } from "next/navigation";
import { useTranslations } from "next-intl";
import { useController, useFormContext, useWatch } from "react-hook-form";
import type { Locale } from "../../../../../server/domain/locale.ts";
import { type OwnChannelKind, ownChannelKinds } from "../../../../../server/domain/notice.ts";
import {
  noticeChannelCreateInput,
  noticeChannelUpdateInput,
} from "../../../../../server/notice-channel/input.ts";
import type { NoticeChannel } from "../../../../../server/notice-channel/output.ts";
import { useTRPCClient } from "../../../../_trpc/client.tsx";
import { Button } from "../../../../_ui/button.tsx";
import { CopyButton } from "../../../../_ui/copy-button.tsx";
import { DeleteButton } from "../../../../_ui/delete-button.tsx";
import { CheckBox, Field, TextInput } from "../../../../_ui/form/field.tsx";
import { Form } from "../../../../_ui/form/form.tsx";
import { LinesInput } from "../../../../_ui/form/lines-input.tsx";
import { NewForm } from "../../../../_ui/form/new-form.tsx";
import { SaveButton } from "../../../../_ui/form/save-button.tsx";
import { useApiForm } from "../../../../_ui/form/use-api-form.ts";
import { useUpdateForm } from "../../../../_ui/form/use-update-form.ts";
import { languageNames } from "../../../../_ui/language-names.ts";
import { Segments } from "../../../../_ui/segments.tsx";
import { toast } from "../../../../_ui/toast.ts";
import { emptySettings } from "./empty-settings.ts";

/** @param props.tenantId whose the new channel will be */
export function NewChannelForm({ tenantId, locale }: { tenantId: number; locale: Locale }) {
  const t = useTranslations("noticeChannels");
  const settings = useTranslations("settings");
  const router = useRouter();
  const client = useTRPCClient();
  const { form, submit } = useApiForm({
    schema: noticeChannelCreateInput,
    values: { tenantId, name: "", settings: emptySettings("dingtalk"), locale, usedByDefault: true },
    send: async (input) => {
      const { id } = await client.noticeChannel.create.mutate(input);
      toast.success(t("created", { name: input.name }));
      router.push(`/settings/notice-channels/${id}`);
    },
  });
  return (
    <NewForm
      form={form}
      submit={submit}
      list={{ href: "/settings/notice-channels", label: settings("noticeChannels") }}
      title={t("new")}
      create={t("create")}
    >
      <NameField />
      <KindField />
      <SettingsFields />
      <Rest />
    </NewForm>
  );
}

/** Changes a channel. Where it goes is never shown again: it stays as it is, or is entered anew as a whole. */
export function ChannelForm({ channel }: { channel: NoticeChannel }) {
  const t = useTranslations("noticeChannels");
  const client = useTRPCClient();
  const { id, name, kind, locale, usedByDefault } = channel;
  const { form, submit } = useUpdateForm({
    schema: noticeChannelUpdateInput,
    values: { id, name, locale, usedByDefault, settings: mailed(channel) },
    update: (input) => client.noticeChannel.update.mutate(input),
    saved: (input) => t("saved", { name: input.name ?? name }),
  });
  return (
    <Form form={form} submit={submit}>
      <div className="space-y-5">
        <NameField />
        <WhereAgain kind={kind} host={channel.host} />
        <Rest />
        <SaveButton>{t("save")}</SaveButton>
      </div>
    </Form>
  );
}

/** What an e-mail channel has is no secret. */
function mailed({ receivers }: NoticeChannel) {
  return receivers === null ? undefined : { kind: "email" as const, receivers };
}

function NameField() {
  const common = useTranslations("common");
  return (
    <Field name="name" label={common("name")}>
      <TextInput name="name" />
    </Field>
  );
}

function KindField() {
  const t = useTranslations("noticeChannels");
  const kinds = useTranslations("notices.channelKinds");
  const { setValue, clearErrors } = useFormContext();
  const chosen: OwnChannelKind = useWatch({ name: "settings.kind" });
  const choose = (kind: OwnChannelKind) => {
    setValue("settings", emptySettings(kind), { shouldDirty: true });
    clearErrors("settings");
  };
  return (
    <fieldset>
      <legend className="mb-1 font-medium">{t("kind")}</legend>
      <div className="flex flex-wrap gap-2">
        {ownChannelKinds.map((kind) => (
          <label
            key={kind}
            className="flex min-h-9 items-center gap-2 rounded-control border border-line-2 px-3 hover:bg-hover has-checked:border-ink has-checked:bg-sunken has-checked:font-medium"
          >
            <input
              type="radio"
              name="kind"
              checked={chosen === kind}
              onChange={() => choose(kind)}
              className="accent-ink"
            />
            {kinds(kind)}
          </label>
        ))}
      </div>
    </fieldset>
  );
}

/** What a kind of channel needs to reach its receivers. */
function SettingsFields() {
  const t = useTranslations("noticeChannels");
  const kind: OwnChannelKind = useWatch({ name: "settings.kind" });
  if (kind === "email")
    return (
      <Field name="settings.receivers" label={t("receivers")} hint={t("receiversHint")}>
        <LinesInput name="settings.receivers" placeholder="ops@example.com" />
      </Field>
    );
  return (
    <>
      <Field name="settings.url" label={t("address")} hint={t(`addressHints.${kind}`)}>
        <TextInput name="settings.url" mono placeholder={examples[kind]} autoComplete="off" />
      </Field>
      {kind === "webhook" && (
        <Field name="settings.secret" label={t("secret")} hint={t("webhookSecretHint")}>
          <WithCopy name="settings.secret" />
        </Field>
      )}
      {(kind === "dingtalk" || kind === "feishu") && (
        <Field name="settings.secret" label={t("secret")} hint={t("robotSecretHint")}>
          <TextInput name="settings.secret" mono autoComplete="off" />
        </Field>
      )}
    </>
  );
}

/** Written as machines read them, in no language. */
const examples: Record<Exclude<OwnChannelKind, "email">, string> = {
  webhook: "https://alerts.example.com/hostrun",
  dingtalk: "https://oapi.dingtalk.com/robot/send?access_token=…",
  wecom: "https://qyapi.weixin.qq.com/cgi-bin/webhook/send?key=…",
  feishu: "https://open.feishu.cn/open-apis/bot/v2/hook/…",
};

/** The receiver needs it too. */
function WithCopy({ name }: { name: string }) {
  const { getValues } = useFormContext();
  return (
    <span className="flex items-center gap-2">
      <TextInput name={name} mono autoComplete="off" />
      <CopyButton text={() => String(getValues(name) ?? "")} />
    </span>
  );
}

/** Where an existing channel goes: as it is, or entered again. */
function WhereAgain({ kind, host }: { kind: OwnChannelKind; host: string | null }) {
  const t = useTranslations("noticeChannels");
  const { setValue } = useFormContext();
  const settings = useWatch({ name: "settings" });
  if (settings !== undefined) return <SettingsFields />;
  return (
    <div>
      <p className="mb-1 font-medium">{t("address")}</p>
      <p className="mb-2">
        <code>{`https://${host ?? ""}/•••`}</code>
      </p>
      <Button small onClick={() => setValue("settings", emptySettings(kind), { shouldDirty: true })}>
        {t("enterAgain")}
      </Button>
    </div>
  );
}

function Rest() {
  const t = useTranslations("noticeChannels");
  return (
    <>
      <LanguageField />
      <CheckBox name="usedByDefault">
        {t("usedByDefault")}
        <span className="block text-ink-3 text-small">{t("usedByDefaultHint")}</span>
      </CheckBox>
    </>
  );
}

function LanguageField() {
  const t = useTranslations("noticeChannels");
  const { field } = useController({ name: "locale" });
  return (
    <div>
      <p className="mb-1 font-medium">{t("language")}</p>
      <Segments name={t("language")} value={field.value} onChoose={field.onChange} segments={languageNames} />
    </div>
  );
}

export function DeleteChannel({ channel: { id, name, taskCount } }: { channel: NoticeChannel }) {
  const t = useTranslations("noticeChannels");
  const client = useTRPCClient();
  return (
    <DeleteButton
      name={name}
      verb={t("delete")}
      stays={t("deleteText", { count: taskCount })}
      list="/settings/notice-channels"
      act={() => client.noticeChannel.delete.mutate({ id })}
    />
  );
}
