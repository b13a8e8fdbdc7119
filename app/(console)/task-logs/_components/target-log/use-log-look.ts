"use client";

import { useState } from "react";
import { useNarrow } from "../../../../_ui/use-narrow.ts";

export type LogLook = ReturnType<typeof useLogLook>;

/** How a log's lines are shown. A phone wraps them and leaves the times out, until its reader asks otherwise. */
export function useLogLook() {
  const narrow = useNarrow();
  const [wrap, setWrap] = useState<boolean>();
  const [times, setTimes] = useState<boolean>();
  return { wrap: wrap ?? narrow, setWrap, times: times ?? !narrow, setTimes };
}
