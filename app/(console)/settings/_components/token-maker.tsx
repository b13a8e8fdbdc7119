"use client";

import { Plus } from "lucide-react";
import { useRouter } from "next/navigation";
import { useTranslations } from "next-intl";
import { type ReactNode, useState } from "react";
import { enum as oneOf } from "zod";
import { tokenCreateInput } from "../../../../server/api-token/input.ts";
import { type TokenScope, tokenScopes } from "../../../../server/domain/role.ts";
import { useTRPCClient } from "../../../_trpc/client.tsx";
import { Button } from "../../../_ui/button.tsx";
import { CodeBlock } from "../../../_ui/code-block.tsx";
import { Field, Select, TextInput } from "../../../_ui/form/field.tsx";
import { Form } from "../../../_ui/form/form.tsx";
import { SaveButton } from "../../../_ui/form/save-button.tsx";
import { useApiForm } from "../../../_ui/form/use-api-form.ts";
import { Moment } from "../../../_ui/moment.tsx";
import { PageHeader } from "../../../_ui/page-header.tsx";
import { ShownOnce } from "../../../_ui/shown-once.tsx";

interface Made {
  name: string;
  scope: TokenScope;
  expiresAt: string;
  token: string;
}

/** The head of the tokens' page, where a token is made and then shown until it was put away. */
export function TokenMaker({ title, count, docs }: { title: string; count: string; docs: ReactNode }) {
  const t = useTranslations("apiTokens");
  const router = useRouter();
  const [making, setMaking] = useState(false);
  const [made, setMade] = useState<Made | null>(null);
  const keep = (token: Made) => {
    setMade(token);
    setMaking(false);
    router.refresh();
  };
  return (
    <>
      <PageHeader
        title={title}
        beside={<span className="text-ink-2">{count}</span>}
        facts={t("intro")}
        actions={
          <>
            {docs}
            {!making && made === null && (
              <Button data-new="" look="strong" onClick={() => setMaking(true)}>
                <Plus size={14} aria-hidden="true" /> {t("new")}
              </Button>
            )}
          </>
        }
      />
      {making && <TokenForm keep={keep} leave={() => setMaking(false)} />}
      {made !== null && (
        <div className="pt-4">
          <TokenOnce made={made} close={() => setMade(null)} />
        </div>
      )}
    </>
  );
}

const days = ["7", "30", "90", "365"] as const;
const dayMs = 24 * 3_600_000;
const formInput = tokenCreateInput.pick({ name: true, scope: true }).extend({ days: oneOf(days) });

function TokenForm({ keep, leave }: { keep: (made: Made) => void; leave: () => void }) {
  const t = useTranslations("apiTokens");
  const common = useTranslations("common");
  const client = useTRPCClient();
  const { form, submit } = useApiForm({
    schema: formInput,
    values: { name: "", scope: "read" as const, days: "90" as const },
    send: async ({ name, scope, days: valid }) => {
      const expiresAt = new Date(Date.now() + Number(valid) * dayMs).toISOString();
      const { token } = await client.apiToken.create.mutate({ name, scope, expiresAt });
      keep({ name, scope, expiresAt, token });
    },
  });
  return (
    <Form form={form} submit={submit}>
      <div className="flex flex-none flex-wrap items-start gap-4 border-line border-b bg-ground px-4 py-4 lg:px-6">
        <Field name="name" label={common("name")}>
          <TextInput name="name" autoComplete="off" />
        </Field>
        <Field name="scope" label={t("may")}>
          <Select
            name="scope"
            options={tokenScopes.map((value) => ({ value, label: t(`scopes.${value}`) }))}
          />
        </Field>
        <Field name="days" label={t("validFor")}>
          <Select
            name="days"
            options={days.map((value) => ({ value, label: t("days", { count: Number(value) }) }))}
          />
        </Field>
        <div className="flex gap-2 pt-6">
          <SaveButton>{t("create")}</SaveButton>
          <Button onClick={leave}>{common("cancel")}</Button>
        </div>
      </div>
    </Form>
  );
}

function TokenOnce({ made: { name, scope, expiresAt, token }, close }: { made: Made; close: () => void }) {
  const t = useTranslations("apiTokens");
  const [prefix = "", secret = ""] = token.split(/(?<=^hrt_[^_]+_)/);
  const tryIt = [
    `read -rs HOSTRUN_TOKEN  # ${t("paste")}`,
    `curl -H "Authorization: Bearer $HOSTRUN_TOKEN" '${location.origin}/api/v1/tasks?pageSize=1'`,
  ];
  return (
    <ShownOnce
      title={t("ready", { name })}
      facts={
        <>
          {`${t(`scopes.${scope}`)} · ${t("until")} `}
          <Moment at={expiresAt} />
        </>
      }
      prefix={prefix}
      secret={secret}
      copy={t("copy")}
      hide={t("hide")}
      close={close}
    >
      <div className="flex gap-4 border-line border-t p-3.5">
        <span className="shrink-0 text-ink-2 text-small">{t("tryIt")}</span>
        <div className="min-w-0 flex-1">
          <CodeBlock text={tryIt.join("\n")} />
        </div>
      </div>
    </ShownOnce>
  );
}
