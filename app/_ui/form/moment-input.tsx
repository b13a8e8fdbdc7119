"use client";

import clsx from "clsx";
import { useEffect, useState } from "react";
import { useController, useWatch } from "react-hook-form";
import { momentOf, wallClockOf } from "../../../server/domain/schedule/wall-clock.ts";
import { isTimeZone } from "../../../server/domain/time-zone.ts";
import { useControl } from "./field.tsx";

/**
 * A day and time by the clock of the form's zone. What was typed stays when another zone is chosen: the moment behind
 * it changes then. `noneAs` is what an empty one is.
 */
export function MomentInput({ name, noneAs }: { name: string; noneAs: null | undefined }) {
  const { field } = useController({ name });
  const { className, ...control } = useControl();
  const zone: unknown = useWatch({ name: "timeZone" });
  const timeZone = typeof zone === "string" && isTimeZone(zone) ? zone : "UTC";
  const [typed, setTyped] = useState(() => typedOf(field.value, timeZone));
  const { onChange } = field;
  const moment = (text: string) => momentOf(text, timeZone)?.toISOString() ?? noneAs;
  const told = typedOf(field.value, timeZone);
  // Another zone, or a form that was put back to what is saved.
  const [zoneOf, setZoneOf] = useState(timeZone);
  useEffect(() => {
    if (zoneOf !== timeZone) {
      setZoneOf(timeZone);
      if (typed !== "") onChange(momentOf(typed, timeZone)?.toISOString());
    } else if (told !== typed && (told !== "" || momentOf(typed, timeZone) !== null)) setTyped(told);
  }, [zoneOf, timeZone, typed, told, onChange]);
  return (
    <input
      type="datetime-local"
      {...control}
      ref={field.ref}
      value={typed}
      onBlur={field.onBlur}
      onChange={({ target }) => {
        setTyped(target.value);
        onChange(moment(target.value));
      }}
      className={clsx(className, "h-8 max-w-64")}
    />
  );
}

function typedOf(value: unknown, timeZone: string): string {
  return typeof value === "string" ? wallClockOf(new Date(value), timeZone) : "";
}
