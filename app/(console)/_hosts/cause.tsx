"use client";

import type { Route } from "next";
import Link from "next/link";
import { useTranslations } from "next-intl";
import type { ReactNode } from "react";
import type { HostKind } from "../../../server/domain/host-kind.ts";
import type { TestStep } from "../../../server/host-check/output.ts";
import { CodeBlock } from "../../_ui/code-block.tsx";
import { hostPage } from "./host-page.ts";
import type { Host, Way } from "./way.ts";

/** Why a step failed, and what to do: in words, with what to run where there is something. */
export function Cause({
  step,
  way: { kind, host, proxy },
  beside,
  below,
}: {
  step: TestStep;
  way: Way;
  /** What else is known of the cause: a sentence that follows it. */
  beside?: ReactNode;
  below?: ReactNode;
}) {
  const t = useTranslations("steps");
  const causes = useTranslations("causes");
  const hosts = useTranslations("hosts");
  const { name, ok, reason, note, detail, cure, commands } = step;
  const cause = (ok ? note : reason) ?? "unexpected";
  // The other way out that its cure names has a link of its own here.
  const forwarding = cause === "forwarding_prohibited" && kind === "target";
  const names = {
    who: name.startsWith("proxy.") && proxy ? proxy.name : host.name,
    proxy: proxy?.name ?? "",
  };
  const sentence = causes.has(cause as "auth") ? causes(cause as "auth", names) : (detail ?? "");
  return (
    <dl className="grid grid-cols-[max-content_minmax(0,1fr)] gap-x-4 gap-y-3">
      <dt className="text-ink-3 text-small leading-5">{t("cause")}</dt>
      <dd>
        {sentence}
        {beside}
      </dd>
      {cure !== null && (
        <>
          <dt className="text-ink-3 text-small leading-5">{t("cure")}</dt>
          <dd className="space-y-2">
            <p>{forwarding ? hosts("cureForward", { proxy: names.proxy }) : cure}</p>
            {commands.length > 0 && <CodeBlock text={commands.join("\n")} />}
            <Instead cause={cause} name={name} kind={kind} host={host} />
            {below}
          </dd>
        </>
      )}
    </dl>
  );
}

/** Another way out, where there is one. */
function Instead({ cause, name, kind, host }: { cause: string; name: string; kind: HostKind; host: Host }) {
  const t = useTranslations("hosts");
  const link = (tail: string) => (words: ReactNode) => (
    <Link
      href={`${hostPage(kind, host.id)}${tail}` as Route}
      className="underline decoration-line-2 underline-offset-2"
    >
      {words}
    </Link>
  );
  if (cause === "forwarding_prohibited" && kind === "target") {
    return <p className="text-ink-2">{t.rich("insteadForward", { link: link("?tab=edit") })}</p>;
  }
  if (cause === "auth" && name === "target.login") {
    return <p className="text-ink-2">{t.rich("installInstead", { link: link("#install") })}</p>;
  }
  return null;
}
