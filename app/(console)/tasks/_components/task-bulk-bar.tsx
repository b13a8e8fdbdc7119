"use client";

import { CalendarCheck, CalendarX2, Play, Square } from "lucide-react";
import { useTranslations } from "next-intl";
import { useState } from "react";
import type { TaskListInput } from "../../../../server/task/input.ts";
import { useTRPCClient } from "../../../_trpc/client.tsx";
import { BulkAction } from "../../../_ui/bulk-action.tsx";
import { BulkBar } from "../../../_ui/bulk-bar.tsx";
import { BulkConfirm } from "../../../_ui/bulk-confirm.tsx";
import { randomKey } from "../../../_ui/random-key.ts";
import { useSelection } from "../../../_ui/selection.tsx";
import { isConfirmed, TypedCount } from "../../../_ui/typed-count.tsx";
import { useBulk } from "../../../_ui/use-bulk.tsx";
import { BulkDelete } from "../../_bulk/bulk-delete.tsx";
import { useBulkWords } from "../../_bulk/use-bulk-words.ts";
import {
  isActive,
  isRunnable,
  isScheduled,
  isUnscheduled,
  type TaskFacts,
  taskFactsOf,
} from "./task-facts.ts";

type Asked = "run" | "stop";

/** Run, start, stop and delete tasks, each with the number that it applies to. */
export default function TaskBulkBar({ asked, total }: { asked: Partial<TaskListInput>; total: number }) {
  const t = useTranslations("bulk");
  const one = useTranslations("tasks");
  const client = useTRPCClient();
  const { picked } = useSelection<TaskFacts>();
  const bulk = useBulk<TaskFacts>();
  const words = useBulkWords("task");
  const [open, setOpen] = useState<Asked | null>(null);
  const runnable = picked.filter(isRunnable);
  const startable = picked.filter(isUnscheduled);
  const stoppable = picked.filter((task) => isActive(task) || isScheduled(task));
  const deletable = picked.filter((task) => !isActive(task) && !isScheduled(task));
  const close = () => setOpen(null);
  const run = () =>
    bulk({
      items: runnable,
      words: words("start", runnable.length),
      act: ({ id, targetCount }) =>
        client.task.run.mutate({ id, expectedTargets: targetCount, idempotencyKey: randomKey() }),
      open: ([first, ...more]) => first && (more.length > 0 ? "/task-logs" : `/task-logs/${first.taskLogId}`),
    });
  const start = () =>
    bulk({
      items: startable,
      words: words("start", startable.length),
      act: ({ id }) => client.task.start.mutate({ id, idempotencyKey: randomKey() }),
    });
  const stop = () =>
    bulk({
      items: stoppable,
      words: words("stop", stoppable.length),
      act: ({ id }) => client.task.stop.mutate({ id, cancelRunning: true }),
    });
  const kept = picked.length - deletable.length;
  return (
    <BulkBar<TaskFacts>
      many={words.many}
      total={total}
      pageOf={async (page) => {
        const { items } = await client.task.list.query({
          ...asked,
          ...page,
          sort: "createdAt",
          order: "asc",
        });
        return items.map(taskFactsOf);
      }}
    >
      <BulkAction icon={Play} count={runnable.length} onClick={() => setOpen("run")}>
        {t("run", { many: words.many(runnable.length) })}
      </BulkAction>
      <BulkAction icon={CalendarCheck} count={startable.length} onClick={() => void start()}>
        {t("start", { many: words.many(startable.length) })}
      </BulkAction>
      <BulkAction
        icon={stoppable.some(isScheduled) ? CalendarX2 : Square}
        count={stoppable.length}
        onClick={() => setOpen("stop")}
      >
        {t("stop", { many: words.many(stoppable.length) })}
      </BulkAction>
      <BulkDelete
        kind="task"
        items={deletable}
        stays={one("deleteManyText")}
        kept={kept > 0 && one("keptRunning", { count: kept })}
        act={(ids) => client.task.deleteMany.mutate({ ids })}
      />
      {open === "run" && <RunMany tasks={runnable} act={() => void run()} onClose={close} />}
      {open === "stop" && (
        <BulkConfirm
          title={t("stopTitle", { things: words.things(stoppable.length) })}
          names={stoppable.map(({ name }) => name)}
          verb={t("stop", { many: words.many(stoppable.length) })}
          act={() => void stop()}
          onClose={close}
        >
          <p>{t("stopText")}</p>
        </BulkConfirm>
      )}
    </BulkBar>
  );
}

/** Says what will run where before it does, and has the number of hosts typed above the limit. */
function RunMany({ tasks, act, onClose }: { tasks: TaskFacts[]; act: () => void; onClose: () => void }) {
  const t = useTranslations("bulk");
  const common = useTranslations("common");
  const one = useTranslations("tasks");
  const words = useBulkWords("task");
  const [typed, setTyped] = useState("");
  const hosts = tasks.reduce((sum, { targetCount }) => sum + targetCount, 0);
  const running = tasks.filter(isActive).length;
  const what = ({ name, script, version, targetCount: count }: TaskFacts) =>
    t("taskOn", { name, script: `${script} v${version}`, hosts: common("hosts", { count }) });
  return (
    <BulkConfirm
      title={t("runTitle", { things: words.things(tasks.length) })}
      names={tasks.map(what)}
      verb={t("run", { many: words.many(tasks.length) })}
      look="strong"
      ready={isConfirmed(hosts, typed)}
      act={act}
      onClose={onClose}
    >
      <p>{t("runText", { hosts: common("hosts", { count: hosts }) })}</p>
      {running > 0 && (
        <p className="rounded-control bg-warn-tint p-3 text-warn">{one("someRunning", { count: running })}</p>
      )}
      {!isConfirmed(hosts, "") && <TypedCount count={hosts} typed={typed} onType={setTyped} />}
    </BulkConfirm>
  );
}
