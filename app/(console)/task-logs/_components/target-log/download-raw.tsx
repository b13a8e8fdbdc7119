"use client";

import { ChevronDown, Download } from "lucide-react";
import { useTranslations } from "next-intl";
import { DropdownMenu } from "radix-ui";
import type { TargetLog } from "../../../../../server/target-log/output.ts";
import { Button } from "../../../../_ui/button.tsx";
import { formatBytes } from "../../../../_ui/format.ts";

/** Either stream as it came from the host, byte for byte. */
export function DownloadRaw({
  log,
}: {
  log: Pick<TargetLog, "targetLogId" | "stdoutBytes" | "stderrBytes">;
}) {
  const t = useTranslations("targetLog");
  const sizes = { stdout: log.stdoutBytes, stderr: log.stderrBytes };
  return (
    <DropdownMenu.Root>
      <DropdownMenu.Trigger asChild>
        <Button>
          <Download size={14} strokeWidth={1.75} aria-hidden="true" /> {t("downloadRaw")}{" "}
          <ChevronDown size={14} strokeWidth={1.75} aria-hidden="true" />
        </Button>
      </DropdownMenu.Trigger>
      <DropdownMenu.Portal>
        <DropdownMenu.Content
          align="end"
          sideOffset={4}
          className="z-30 min-w-40 rounded-panel border border-line bg-raise p-1 shadow-float"
        >
          {(["stdout", "stderr"] as const).map((name) => (
            <DropdownMenu.Item key={name} asChild>
              <a
                href={`/api/v1/target-logs/${log.targetLogId}/${name}`}
                download
                className="flex h-8 items-center justify-between gap-4 rounded-control px-2.5 outline-none data-highlighted:bg-hover"
              >
                {t("download", { stream: t(name) })}{" "}
                <span className="text-ink-3">{formatBytes(sizes[name])}</span>
              </a>
            </DropdownMenu.Item>
          ))}
        </DropdownMenu.Content>
      </DropdownMenu.Portal>
    </DropdownMenu.Root>
  );
}
