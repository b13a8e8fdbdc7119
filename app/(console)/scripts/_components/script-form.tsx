"use client";

import { GitCompareArrows, Save } from "lucide-react";
import { useRouter } from "next/navigation";
import { useTranslations } from "next-intl";
import { useState } from "react";
import { useFormContext, useFormState, useWatch } from "react-hook-form";
import { maximumContentBytes, scriptUpdateInput } from "../../../../server/script/input.ts";
import type { Script, ScriptVersionItem } from "../../../../server/script/output.ts";
import { useTRPCClient } from "../../../_trpc/client.tsx";
import { Button } from "../../../_ui/button.tsx";
import { CodeField } from "../../../_ui/form/code-field.tsx";
import { Field, TextArea, TextInput } from "../../../_ui/form/field.tsx";
import { Form } from "../../../_ui/form/form.tsx";
import { SaveButton } from "../../../_ui/form/save-button.tsx";
import { useApiForm } from "../../../_ui/form/use-api-form.ts";
import { toast } from "../../../_ui/toast.ts";
import { Conflict } from "./conflict.tsx";
import { DeleteScript } from "./delete-script.tsx";
import { DraftDiff } from "./draft-diff.tsx";
import { RunDialog } from "./run-dialog.tsx";
import { type ScriptCounts, ScriptHeader } from "./script-header.tsx";
import { useCheck } from "./use-check.ts";
import { VersionCards } from "./version-cards.tsx";

/** Edits a script; new text becomes a version, and a save over another's is refused. */
export function ScriptForm({
  script,
  counts,
  versions,
}: {
  script: Script;
  counts: ScriptCounts;
  versions: ScriptVersionItem[];
}) {
  const t = useTranslations("scripts");
  const common = useTranslations("common");
  const router = useRouter();
  const client = useTRPCClient();
  const { id, name, description, content, currentVersion, language } = script;
  const [theirs, setTheirs] = useState<Script | null>(null);
  const [comparing, setComparing] = useState(false);
  const { form, submit } = useApiForm({
    schema: scriptUpdateInput,
    values: { id, name, description, content, note: "", expectedVersion: currentVersion },
    send: async (input) => {
      const { currentVersion: number } = await client.script.update.mutate(input);
      toast.success(number === input.expectedVersion ? t("savedName") : t("saved", { number }));
      setTheirs(null);
      setComparing(false);
      router.refresh();
      return { ...input, note: "", expectedVersion: number };
    },
    refused: (error) => {
      if (error.data?.reason !== "VERSION_CONFLICT") return false;
      void client.script.get.query({ id }).then(setTheirs, () => toast.refused(error));
      return true;
    },
  });
  const check = useCheck(language);
  return (
    <Form
      form={form}
      submit={submit}
      head={
        <ScriptHeader
          script={script}
          counts={counts}
          tab="editor"
          beside={<Unsaved />}
          actions={<Actions script={script} />}
        />
      }
    >
      <div className="grid min-h-0 flex-1 lg:grid-rows-[minmax(0,1fr)] lg:grid-cols-[minmax(0,1fr)_284px]">
        <div className="flex min-h-0 min-w-0 flex-col">
          {theirs !== null && <Conflict theirs={theirs} onTaken={() => setTheirs(null)} submit={submit} />}
          {comparing && <DraftDiff saved={theirs ?? script} onClose={() => setComparing(false)} />}
          <div className={comparing ? "hidden" : "flex min-h-0 flex-1 flex-col"}>
            <CodeField
              name="content"
              label={t("content")}
              language={language}
              check={check}
              limitBytes={maximumContentBytes}
              tools={
                <CompareButton
                  version={(theirs ?? script).currentVersion}
                  onCompare={() => setComparing(true)}
                />
              }
            />
          </div>
        </div>
        <aside className="space-y-5 border-line border-t bg-ground p-4 lg:overflow-y-auto lg:border-t-0 lg:border-l">
          <Draft based={currentVersion} />
          <VersionCards scriptId={id} versions={versions} current={currentVersion} total={counts.versions} />
          <div className="space-y-4">
            <Field name="name" label={common("name")}>
              <TextInput name="name" />
            </Field>
            <Field name="description" label={common("description")} hint={t("descriptionHint")}>
              <TextArea name="description" rows={4} />
            </Field>
          </div>
        </aside>
      </div>
    </Form>
  );
}

function useChanged(): { any: boolean; content: boolean } {
  // The form's state is one object that is changed in place, which the compiler would take for the same.
  "use no memo";
  const { isDirty, defaultValues } = useFormState();
  const content = useWatch({ name: "content" });
  return { any: isDirty, content: content !== defaultValues?.content };
}

function Unsaved() {
  const t = useTranslations("scripts");
  const changed = useChanged();
  return changed.any ? <span className="text-ink-2">{t("unsaved")}</span> : null;
}

function Actions({ script }: { script: Script }) {
  const { id, name, currentVersion } = script;
  const t = useTranslations("scripts");
  const changed = useChanged();
  const { reset } = useFormContext();
  return (
    <>
      <DeleteScript id={id} name={name} />
      {changed.any && (
        <Button look="quiet" onClick={() => reset()}>
          {t("discard")}
        </Button>
      )}
      <RunDialog script={script} look={changed.any ? "plain" : "strong"} />
      {changed.any && (
        <SaveButton>
          <Save size={14} strokeWidth={1.75} aria-hidden="true" />
          {changed.content ? t("saveVersion", { number: currentVersion + 1 }) : t("save")}
        </SaveButton>
      )}
    </>
  );
}

function CompareButton({ version, onCompare }: { version: number; onCompare: () => void }) {
  const t = useTranslations("scripts");
  const { content } = useChanged();
  if (!content) return null;
  return (
    <Button look="quiet" small onClick={onCompare}>
      <GitCompareArrows size={14} strokeWidth={1.75} aria-hidden="true" /> {t("compareWith", { version })}
    </Button>
  );
}

/** The text that is being written: what it goes back to, and why it is written. */
function Draft({ based }: { based: number }) {
  const t = useTranslations("scripts");
  const { content } = useChanged();
  if (!content) return null;
  return (
    <section className="rounded-control border-now-solid border-l-2 bg-select p-3">
      <h2 className="font-semibold">{t("draft")}</h2>
      <p className="mb-2 text-ink-2 text-small">{t("basedOn", { version: based })}</p>
      <Field name="note" label={t("note")}>
        <TextInput name="note" />
      </Field>
    </section>
  );
}
