"use client";

import { skipToken } from "@tanstack/react-query";
import { useSubscription } from "@trpc/tanstack-react-query";
import clsx from "clsx";
import { useRouter } from "next/navigation";
import { useTranslations } from "next-intl";
import { useState } from "react";
import type { HostKind } from "../../../server/domain/host-kind.ts";
import type { TestEvent, TestStep } from "../../../server/host-check/output.ts";
import { useTRPC } from "../../_trpc/client.tsx";
import { Button } from "../../_ui/button.tsx";
import { Duration } from "../../_ui/moment.tsx";
import { StateGlyph } from "../../_ui/state-glyph.tsx";

/** A test of the whole way to a host, step by step as it comes, with a cure where it fails. */
export function ConnectionTest({ kind, id }: { kind: HostKind; id: number }) {
  const t = useTranslations("targets");
  const trpc = useTRPC();
  const router = useRouter();
  const [asked, setAsked] = useState(false);
  const [steps, setSteps] = useState<TestStep[]>([]);
  const [end, setEnd] = useState<{ ok: boolean } | null>(null);
  const [failed, setFailed] = useState<string | null>(null);
  const hear = (event: TestEvent) => {
    if (event.type === "step") return setSteps((known) => [...known, event.step]);
    setEnd(event);
    setAsked(false);
    router.refresh();
  };
  const stop = (error: { message: string }) => {
    setFailed(error.message);
    setAsked(false);
  };
  const watch = kind === "target" ? trpc.target.watchTest : trpc.proxy.watchTest;
  useSubscription(watch.subscriptionOptions(asked ? { id } : skipToken, { onData: hear, onError: stop }));
  const begin = () => {
    setSteps([]);
    setEnd(null);
    setFailed(null);
    setAsked(true);
  };
  return (
    <section className="rounded-panel border border-line-2">
      <div className="flex items-center gap-3 p-3">
        <Button look="strong" disabled={asked} onClick={begin}>
          {asked ? t("testing") : t("test")}
        </Button>
        <span role="status">
          {end !== null && (
            <span className={end.ok ? "text-ok" : "text-warn"}>{end.ok ? t("testOk") : t("testFailed")}</span>
          )}
          {failed !== null && <span className="text-bad">{failed}</span>}
        </span>
      </div>
      {steps.length > 0 && (
        <ol className="border-line border-t">
          {steps.map((step) => (
            <Step key={step.name} step={step} />
          ))}
          {asked && (
            <li className="flex h-9 items-center gap-2 bg-now-tint px-3 text-now">
              <StateGlyph state="running" /> {t("testing")}
            </li>
          )}
          {end?.ok !== true && notYet(kind, steps).map((name) => <StepAhead key={name} name={name} />)}
        </ol>
      )}
    </section>
  );
}

const way = ["dns", "tcp", "host_key", "login"];

/** The steps that come after the last one that was taken: shown as not taken, rather than not at all. */
function notYet(kind: HostKind, steps: TestStep[]): string[] {
  const [hop = "target", part = ""] = steps.at(-1)?.name.split(".") ?? [];
  const at = way.indexOf(part);
  if (at < 0) return [];
  const rest = way.slice(at + 1).map((name) => `${hop}.${name}`);
  if (kind === "proxy") return rest;
  const behind = hop === "proxy" ? ["target.tcp", "target.host_key", "target.login"] : [];
  return [...rest, ...behind, "target.shell"];
}

function StepAhead({ name }: { name: string }) {
  const t = useTranslations("steps");
  return (
    <li className="flex h-9 items-center gap-2 border-line border-t px-3 text-ink-3">
      <StateGlyph state="skipped" /> <StepName name={name} />
      <span className="ml-auto text-small">{t("notTaken")}</span>
    </li>
  );
}

function StepName({ name }: { name: string }) {
  const t = useTranslations("steps");
  const [hop, part = ""] = name.split(".");
  const word = known.find((one) => one === part) ?? "other";
  return `${hop === "proxy" ? t("proxy") : t("target")} · ${t(word)}`;
}

const known = ["dns", "tcp", "host_key", "login", "shell", "interpreters", "directory", "clock"] as const;

function Step({ step: { name, ok, ms, reason, detail, cure } }: { step: TestStep }) {
  const t = useTranslations("steps");
  const reasons = useTranslations("reason");
  const cause = reason as Parameters<typeof reasons>[0];
  return (
    <li className={clsx("border-line px-3 py-2 not-first:border-t", !ok && "bg-warn-tint")}>
      <div className="flex items-center gap-2">
        <span className={ok ? "text-ok" : "text-warn"}>
          <StateGlyph state={ok ? "succeeded" : "failed"} />
        </span>
        <span className="font-medium">
          <StepName name={name} />
        </span>
        <span className="ml-auto text-ink-3">
          <Duration ms={ms} />
        </span>
      </div>
      {reason !== null && reasons.has(cause) && (
        <p className="mt-1 ml-5.5">
          <span className="mr-2 text-ink-2 text-small">{t("cause")}</span>
          {reasons(cause)}
        </p>
      )}
      {cure !== null && (
        <p className="mt-1 ml-5.5">
          <span className="mr-2 text-ink-2 text-small">{t("cure")}</span>
          {cure}
        </p>
      )}
      {detail !== null && <p className="mt-0.5 ml-5.5 break-all font-mono text-ink-2 text-small">{detail}</p>}
    </li>
  );
}
