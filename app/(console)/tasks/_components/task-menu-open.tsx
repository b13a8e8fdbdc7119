"use client";

import {
  CalendarCheck,
  CalendarClock,
  CalendarX2,
  type LucideIcon,
  Pencil,
  Play,
  Square,
  Trash2,
} from "lucide-react";
import { useRouter } from "next/navigation";
import { useTranslations } from "next-intl";
import { DropdownMenu } from "radix-ui";
import { type ReactNode, useState } from "react";
import { useTRPCClient } from "../../../_trpc/client.tsx";
import { ConfirmDialog } from "../../../_ui/confirm.tsx";
import { toast } from "../../../_ui/toast.ts";
import { RunTaskDialog } from "./run-task-dialog.tsx";
import { StopTaskDialog } from "./stop-task-dialog.tsx";
import { isActive, isRunnable, isScheduled, isUnscheduled, type TaskFacts } from "./task-facts.ts";
import { useStartSchedule } from "./use-start-schedule.ts";

type Asked = "run" | "stop" | "delete";

/** The menu of a task's row, open at once: what cannot be done now says why. */
export default function OpenTaskMenu({ task, button }: { task: TaskFacts; button: ReactNode }) {
  const t = useTranslations("tasks");
  const common = useTranslations("common");
  const router = useRouter();
  const [open, setOpen] = useState(true);
  const [asked, setAsked] = useState<Asked | null>(null);
  const active = isActive(task);
  const scheduled = isScheduled(task);
  const close = () => setAsked(null);
  const hosts = common("hosts", { count: task.targetCount });
  const whyNoRun = task.scriptDeleted ? t("scriptIsGone") : t("noHosts");
  const whyNoDelete = active ? t("stopRunFirst") : t("stopScheduleFirst");
  return (
    <>
      <DropdownMenu.Root open={open} onOpenChange={setOpen}>
        <DropdownMenu.Trigger asChild>{button}</DropdownMenu.Trigger>
        <DropdownMenu.Portal>
          <DropdownMenu.Content
            align="end"
            sideOffset={4}
            collisionPadding={8}
            className="z-30 min-w-56 rounded-panel border border-line bg-raise p-1 shadow-float"
          >
            <Item
              icon={Play}
              label={t("runNow")}
              more={isRunnable(task) ? `${hosts}, v${task.version}` : whyNoRun}
              off={!isRunnable(task)}
              onSelect={() => setAsked("run")}
            />
            {isUnscheduled(task) && <StartSchedule task={task} />}
            {(active || scheduled) && (
              <Item
                icon={scheduled ? CalendarX2 : Square}
                label={scheduled ? t("stopSchedule") : t("stopRun")}
                onSelect={() => setAsked("stop")}
              />
            )}
            <Separator />
            <Item
              icon={Pencil}
              label={common("edit")}
              onSelect={() => router.push(`/tasks/${task.id}?tab=edit`)}
            />
            {task.type !== "immediate" && (
              <Item
                icon={CalendarClock}
                label={t("whyNot")}
                onSelect={() => router.push(`/tasks/${task.id}?tab=fires`)}
              />
            )}
            <Separator />
            <Item
              icon={Trash2}
              label={t("delete")}
              more={active || scheduled ? whyNoDelete : undefined}
              off={active || scheduled}
              onSelect={() => setAsked("delete")}
            />
          </DropdownMenu.Content>
        </DropdownMenu.Portal>
      </DropdownMenu.Root>
      {asked === "run" && <RunTaskDialog task={task} onClose={close} />}
      {asked === "stop" && <StopTaskDialog task={task} onClose={close} />}
      {asked === "delete" && <DeleteOne task={task} onClose={close} />}
    </>
  );
}

function Item({
  icon: Icon,
  label,
  more,
  off = false,
  onSelect,
}: {
  icon: LucideIcon;
  label: string;
  /** Quietly below: what exactly, or why not. */
  more?: string;
  off?: boolean;
  onSelect: () => void;
}) {
  return (
    <DropdownMenu.Item
      aria-disabled={off || undefined}
      onSelect={off ? (event) => event.preventDefault() : onSelect}
      className="flex min-h-8 cursor-pointer select-none items-center gap-2.5 rounded-control px-2.5 py-1 outline-none aria-disabled:cursor-default data-highlighted:bg-hover aria-disabled:text-ink-3"
    >
      <Icon size={14} strokeWidth={1.75} aria-hidden="true" className="shrink-0 text-ink-2" />
      <span>
        {label}
        {more !== undefined && <span className="block text-ink-3 text-small">{more}</span>}
      </span>
    </DropdownMenu.Item>
  );
}

function Separator() {
  return <DropdownMenu.Separator className="-mx-1 my-1 h-px bg-line" />;
}

function StartSchedule({ task }: { task: TaskFacts }) {
  const t = useTranslations("tasks");
  const start = useStartSchedule(task);
  return <Item icon={CalendarCheck} label={t("startSchedule")} onSelect={() => void start()} />;
}

function DeleteOne({ task: { id, name }, onClose }: { task: TaskFacts; onClose: () => void }) {
  const t = useTranslations("tasks");
  const common = useTranslations("common");
  const client = useTRPCClient();
  const router = useRouter();
  const remove = async () => {
    await client.task.delete.mutate({ id });
    toast.success(common("deleted", { name }));
    router.refresh();
  };
  return (
    <ConfirmDialog
      open
      onOpenChange={(open) => open || onClose()}
      title={common("deleteTitle", { name })}
      verb={t("delete")}
      act={remove}
    >
      {t("deleteText")}
    </ConfirmDialog>
  );
}
