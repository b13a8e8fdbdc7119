"use client";

import { useQuery } from "@tanstack/react-query";
import Link from "next/link";
import { useRouter } from "next/navigation";
import { useTranslations } from "next-intl";
import { useEffect, useState } from "react";
import { useFormContext, useFormState, useWatch } from "react-hook-form";
import { strategySchema } from "../../../../server/domain/strategy.ts";
import { taskCreateInput } from "../../../../server/task/input.ts";
import { useTRPC, useTRPCClient } from "../../../_trpc/client.tsx";
import { Button } from "../../../_ui/button.tsx";
import { DialogFoot } from "../../../_ui/dialog-foot.tsx";
import { ArgumentsInput } from "../../../_ui/form/arguments-input.tsx";
import { CopyCurl } from "../../../_ui/form/copy-curl.tsx";
import { Field, TextInput } from "../../../_ui/form/field.tsx";
import { Form } from "../../../_ui/form/form.tsx";
import { SaveButton } from "../../../_ui/form/save-button.tsx";
import { useApiForm } from "../../../_ui/form/use-api-form.ts";
import { randomKey } from "../../../_ui/random-key.ts";
import { StateGlyph } from "../../../_ui/state-glyph.tsx";
import { confirmedAbove, isConfirmed, TypedCount } from "../../../_ui/typed-count.tsx";
import { TargetPicker } from "../../targets/_components/target-picker.tsx";
import { StrategyFields } from "../../tasks/_components/strategy-fields.tsx";
import { Sentence, useLimit, Waves, WillHappen } from "../../tasks/_components/will-happen.tsx";
import type { RunnableScript } from "./runnable-script.ts";

/** Makes a task of a script on the picked hosts, starts it, and opens its log. */
export default function RunForm({
  script,
  targetIds = [],
  leaving,
  onTyped,
  onLeave,
  onStay,
  onClose,
}: {
  script: RunnableScript;
  /** Picked already, before it was opened. */
  targetIds?: number[];
  /** Somebody is about to close it, or to go elsewhere, with something typed. */
  leaving: (() => void) | null;
  onTyped: (typed: boolean) => void;
  /** Asks in the foot whether to leave; a dialog over this one would hide what is typed. */
  onLeave: (go: () => void) => void;
  onStay: () => void;
  onClose: () => void;
}) {
  const t = useTranslations("run");
  const client = useTRPCClient();
  const router = useRouter();
  const { form, submit } = useApiForm({
    schema: taskCreateInput,
    values: useFirstValues(script, targetIds),
    send: async ({ expectedTargets, ...input }) => {
      const typed = input.targetIds.length > confirmedAbove ? expectedTargets : undefined;
      const { taskLogId } = await client.task.create.mutate({ ...input, expectedTargets: typed });
      if (taskLogId !== null) router.push(`/task-logs/${taskLogId}`);
    },
  });
  return (
    <Form form={form} submit={submit} flush leave={onLeave}>
      <TellTyped onTyped={onTyped} />
      <div className="grid min-h-0 flex-1 overflow-y-auto min-[1100px]:grid-cols-[minmax(0,1fr)_300px]">
        <div className="space-y-5 p-5">
          <Field name="name" label={t("taskName")} hint={t("taskNameHint")} wide>
            <TextInput name="name" />
          </Field>
          <TargetPicker name="targetIds" label={t("targets")} tenantId={script.tenantId} />
          <Field name="arguments" label={t("arguments")} hint={t("argumentsHint")} wide>
            <ArgumentsInput name="arguments" />
          </Field>
          <details>
            <summary className="underline decoration-line-2 underline-offset-2">{t("strategy")}</summary>
            <div className="mt-3">
              <StrategyFields />
            </div>
          </details>
        </div>
        <Consequences script={script} />
      </div>
      {leaving === null ? <RunFoot onClose={onClose} /> : <LeaveFoot onStay={onStay} onLeave={leaving} />}
    </Form>
  );
}

function useFirstValues(script: RunnableScript, targetIds: number[]) {
  const [first] = useState(() => {
    const { concurrency, perProxyConcurrency, timeoutSeconds } = strategySchema.parse({});
    return {
      tenantId: script.tenantId,
      name: proposedName(script.name),
      type: "immediate" as const,
      scriptId: script.id,
      targetIds,
      arguments: [] as string[],
      concurrency,
      perProxyConcurrency,
      timeoutSeconds,
      start: true,
      idempotencyKey: randomKey(),
    };
  });
  return first;
}

/** The moment to the second makes it another one than that of every run before. */
function proposedName(script: string): string {
  const two = (value: number) => String(value).padStart(2, "0");
  const now = new Date();
  const date = [now.getMonth() + 1, now.getDate()].map(two).join("-");
  const time = [now.getHours(), now.getMinutes(), now.getSeconds()].map(two).join(":");
  const moment = `${date} ${time}`;
  return `${script.slice(0, 127 - moment.length)} ${moment}`;
}

function TellTyped({ onTyped }: { onTyped: (typed: boolean) => void }) {
  // The form's state is one object that is changed in place, which the compiler would take for the same.
  "use no memo";
  const { isDirty } = useFormState();
  useEffect(() => onTyped(isDirty), [isDirty, onTyped]);
  return null;
}

/** What will happen, in sentences that follow the typing. */
function Consequences({ script }: { script: RunnableScript }) {
  const t = useTranslations("run");
  const common = useTranslations("common");
  const trpc = useTRPC();
  const [targetIds, concurrency, timeoutSeconds] = useWatch({
    name: ["targetIds", "concurrency", "timeoutSeconds"],
  });
  const running = useQuery(
    trpc.taskLog.list.queryOptions({ scriptId: script.id, state: "running", pageSize: 3 }),
  );
  const count: number = targetIds?.length ?? 0;
  const version = `v${script.currentVersion}`;
  const limit = useLimit(timeoutSeconds);
  return (
    <WillHappen>
      <Sentence>
        {count === 0
          ? t("willRunNone", { version })
          : t("willRun", { version, hosts: common("hosts", { count }), limit })}
      </Sentence>
      <Waves count={count} concurrency={concurrency} />
      {running.data?.items.map(({ id }) => (
        <p key={id} className="flex gap-2 border-line border-t pt-3">
          <span className="mt-0.5 text-now">
            <StateGlyph state="running" />
          </span>
          <span>
            {t("running", { id })}{" "}
            <Link href={`/task-logs/${id}`} target="_blank" className="underline">
              {t("openRun", { id })}
            </Link>
          </span>
        </p>
      ))}
    </WillHappen>
  );
}

/** Above the limit the foot becomes the confirmation: the number of hosts is typed, and the server compares it too. */
function RunFoot({ onClose }: { onClose: () => void }) {
  const t = useTranslations("run");
  const common = useTranslations("common");
  const { setValue } = useFormContext();
  const [typed, setTyped] = useState("");
  const count: number = (useWatch({ name: "targetIds" }) ?? []).length;
  const many = count > confirmedAbove;
  const confirmed = isConfirmed(count, typed);
  const type = (digits: string) => {
    setTyped(digits);
    setValue("expectedTargets", digits === "" ? undefined : Number(digits));
  };
  return (
    <DialogFoot warn={many}>
      {many && <TypedCount count={count} typed={typed} onType={type} />}
      <CopyCurl path="/tasks" />
      <Button onClick={onClose}>{common("cancel")}</Button>
      <SaveButton disabled={count === 0 || !confirmed}>
        {count === 0 ? t("pickFirst") : t("submit", { count })}
      </SaveButton>
    </DialogFoot>
  );
}

function LeaveFoot({ onStay, onLeave }: { onStay: () => void; onLeave: () => void }) {
  const t = useTranslations("run");
  return (
    <DialogFoot warn>
      <p className="mr-auto">
        <b className="font-semibold">{t("leave")}</b> {t("leaveText")}
      </p>
      <Button onClick={onStay}>{t("stay")}</Button>
      <Button look="danger" onClick={onLeave}>
        {t("close")}
      </Button>
    </DialogFoot>
  );
}
