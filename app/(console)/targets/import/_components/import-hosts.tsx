"use client";

import { FileUp, Import } from "lucide-react";
import Link from "next/link";
import { useTranslations } from "next-intl";
import { type ChangeEvent, useState } from "react";
import type { TargetImport } from "../../../../../server/target/output.ts";
import { useTRPCClient } from "../../../../_trpc/client.tsx";
import { Button, buttonClass } from "../../../../_ui/button.tsx";
import { PageHeader } from "../../../../_ui/page-header.tsx";
import { toast } from "../../../../_ui/toast.ts";
import { ColumnChoice } from "./column-choice.tsx";
import { ImportChoices } from "./import-choices.tsx";
import { ImportDone } from "./import-done.tsx";
import { ImportPreview } from "./import-preview.tsx";
import { type Asked, usePreview } from "./use-import.ts";

/** Written as machines read it, in no language. */
const examples: Record<Asked["format"], string> = {
  csv: "name,address,port,username,proxy,cloudPool,region,labels\nweb-1,10.0.0.11,22,ops,,,,env=prod; tier=web",
  ssh_config: "Host web-1\n  HostName 10.0.0.11\n  User ops\n  ProxyJump gate",
  ansible: "[web]\nweb-[01:20] ansible_user=ops",
};

/** Longer files are not shown to be edited: a browser's text field is slow with them. */
const editableCharacters = 200_000;

/** Hosts from a file: what it would do is said while it is chosen or typed; then it is done at once. */
export function ImportHosts() {
  const t = useTranslations("importHosts");
  const client = useTRPCClient();
  const [asked, setAsked] = useState<Asked>({ format: "csv", text: "", existing: "change" });
  const [file, setFile] = useState<string | null>(null);
  const [busy, setBusy] = useState(false);
  const [done, setDone] = useState<TargetImport | null>(null);
  const { preview, error, stale } = usePreview(asked);
  const set = (given: Partial<Asked>) => {
    setAsked((known) => ({ ...known, ...given }));
    setDone(null);
  };
  const work = preview === undefined ? 0 : preview.counts.made + preview.counts.changed;
  const take = async ({ target }: ChangeEvent<HTMLInputElement>) => {
    const [chosen] = target.files ?? [];
    if (chosen === undefined) return;
    setFile(chosen.name);
    const format = formatOf(chosen.name) ?? asked.format;
    set({ text: await chosen.text(), format, columns: undefined });
    target.value = "";
  };
  const start = async () => {
    setBusy(true);
    try {
      setDone(await client.target.import.mutate({ ...asked, dryRun: false }));
    } catch (thrown) {
      toast.refused(thrown);
    }
    setBusy(false);
  };
  return (
    <>
      <PageHeader
        crumbs={[{ href: "/targets", label: t("targets") }]}
        here={t("here")}
        title={t("title")}
        beside={
          <span className="text-ink-2">
            {done !== null && t("written")}
            {done === null && preview === undefined && t("nothingYet")}
            {done === null &&
              preview !== undefined &&
              t("nothingWritten", { count: preview.lines.length, file: file ?? "" })}
          </span>
        }
        actions={
          <>
            {done !== null && (
              <Button look="quiet" onClick={() => set({ text: "", columns: undefined })}>
                <FileUp size={14} strokeWidth={1.75} aria-hidden="true" /> {t("again")}
              </Button>
            )}
            {done === null && (
              <>
                <label className={buttonClass("quiet")}>
                  <FileUp size={14} strokeWidth={1.75} aria-hidden="true" />{" "}
                  {file === null ? t("choose") : t("other")}
                  <input type="file" className="sr-only" onChange={(event) => void take(event)} />
                </label>
                <Link href="/targets" className={buttonClass("plain")}>
                  {t("cancel")}
                </Link>
                <Button look="strong" disabled={busy || stale || work === 0} onClick={() => void start()}>
                  <Import size={14} strokeWidth={1.75} aria-hidden="true" /> {t("import", { count: work })}
                </Button>
              </>
            )}
          </>
        }
      />
      {done === null ? (
        <>
          <ImportChoices asked={asked} onChange={set} />
          {preview !== undefined && preview.columns.length > 0 && asked.format === "csv" && (
            <ColumnChoice
              columns={preview.columns}
              onChoose={(heading, field) => set({ columns: { ...asked.columns, [heading]: field } })}
            />
          )}
          {asked.text.length < editableCharacters && (
            <div className="border-line border-b px-4 py-3 lg:px-6">
              <label className="block">
                <span className="mb-1 block text-ink-2 text-small">{t("text")}</span>
                <textarea
                  rows={preview === undefined ? 12 : 5}
                  spellCheck={false}
                  value={asked.text}
                  placeholder={examples[asked.format]}
                  onChange={({ target }) => set({ text: target.value })}
                  className="w-full rounded-control border border-control bg-surface px-2.5 py-1.5 font-mono text-code placeholder:text-ink-3"
                />
              </label>
            </div>
          )}
          {error !== null && (
            <p role="alert" className="px-4 py-3 text-bad lg:px-6">
              {error.message}
            </p>
          )}
          {preview !== undefined && <ImportPreview preview={preview} />}
        </>
      ) : (
        <ImportDone done={done} />
      )}
    </>
  );
}

/** What a file's name tells of its notation. */
function formatOf(name: string): Asked["format"] | undefined {
  if (/\.(csv|tsv)$/i.test(name)) return "csv";
  if (/\.(ya?ml|ini)$/i.test(name) || name === "hosts") return "ansible";
  return /^(ssh_)?config$/.test(name) ? "ssh_config" : undefined;
}
