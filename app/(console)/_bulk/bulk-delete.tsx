"use client";

import { Trash2 } from "lucide-react";
import { useTranslations } from "next-intl";
import { type ReactNode, useState } from "react";
import type { ChangedMany } from "../../../server/domain/wire-many.ts";
import { BulkAction } from "../../_ui/bulk-action.tsx";
import { BulkConfirm } from "../../_ui/bulk-confirm.tsx";
import type { Pickable } from "../../_ui/selection.tsx";
import { useBulkCall } from "../../_ui/use-bulk.tsx";
import { type BulkKind, useBulkWords } from "./use-bulk-words.ts";

/** Deletes what was picked, after one confirmation that names what goes and says what stays. */
export function BulkDelete<T extends Pickable>({
  kind,
  items,
  stays,
  kept,
  act,
}: {
  kind: BulkKind;
  /** Those that can be deleted. */
  items: T[];
  stays: string;
  /** Said where some of those picked cannot be. */
  kept?: ReactNode;
  /** One call for all of them. */
  act: (ids: number[]) => Promise<ChangedMany>;
}) {
  const t = useTranslations("bulk");
  const bulk = useBulkCall<T>();
  const words = useBulkWords(kind);
  const [open, setOpen] = useState(false);
  const verb = t("delete", { many: words.many(items.length) });
  return (
    <>
      <BulkAction icon={Trash2} look="danger" count={items.length} onClick={() => setOpen(true)}>
        {verb}
      </BulkAction>
      {open && (
        <BulkConfirm
          title={t("deleteTitle", { things: words.things(items.length) })}
          names={items.map(({ name }) => name)}
          verb={verb}
          act={() => void bulk({ items, words: words("delete", items.length), act })}
          onClose={() => setOpen(false)}
        >
          <p>{stays}</p>
          {kept && <p className="text-ink-2">{kept}</p>}
        </BulkConfirm>
      )}
    </>
  );
}
