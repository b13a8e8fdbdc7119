"use client";

import dynamic from "next/dynamic";
import { useContext, useEffect, useRef, useState } from "react";
import { useFormState } from "react-hook-form";
import { askBeforeLeaving } from "../leaving.ts";
import { FieldLabels } from "./wrong-fields.ts";

const LeaveDialog = dynamic(() => import("./leave-dialog.tsx"), { ssr: false });

/** Asks before a form with unsaved changes is left: by `ask`, or by a dialog that names what would be lost. */
export function AskBeforeLeaving({ ask }: { ask?: (go: () => void) => void }) {
  const { unsaved, changed } = useUnsaved();
  const labels = useContext(FieldLabels);
  const [going, setGoing] = useState<(() => void) | null>(null);
  const asks = useRef(ask);
  useEffect(() => {
    asks.current = ask;
  });
  useEffect(() => {
    if (!unsaved) return;
    const disarm = askBeforeLeaving((go) => {
      const left = () => {
        disarm();
        go();
      };
      if (asks.current === undefined) setGoing(() => left);
      else asks.current(left);
    });
    return disarm;
  }, [unsaved]);
  if (going === null) return null;
  const lost = changed.map((name) => labels.get(name)).filter((label) => label !== undefined);
  const go = () => {
    setGoing(null);
    going();
  };
  return <LeaveDialog lost={lost} leave={go} stay={() => setGoing(null)} />;
}

/** Whether something would be lost, and the names of what was changed; while it is sent, it is not lost. */
function useUnsaved(): { unsaved: boolean; changed: string[] } {
  // The form's state is one object that is changed in place, which the compiler would take for the same.
  "use no memo";
  const { isDirty, isSubmitting, isSubmitSuccessful, dirtyFields } = useFormState();
  const changed = Object.entries(dirtyFields).filter(([, dirty]) => isAnyTrue(dirty));
  return {
    unsaved: isDirty && !isSubmitting && !isSubmitSuccessful,
    changed: changed.map(([name]) => name),
  };
}

function isAnyTrue(dirty: unknown): boolean {
  if (typeof dirty === "object" && dirty !== null) return Object.values(dirty).some(isAnyTrue);
  return dirty === true;
}
