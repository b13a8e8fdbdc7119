"use client";

import { lazy, Suspense, useEffect, useState } from "react";
import { toastCorner } from "./toast.ts";

const Corner = lazy(async () => {
  const { Toaster } = await import("sonner");
  return { default: () => <Standing toaster={<Toaster position="bottom-right" closeButton />} /> };
});

/** Effects run from the inside out: when this one does, the corner hears what is said. */
function Standing({ toaster }: { toaster: React.ReactNode }) {
  useEffect(() => toastCorner.stands(), []);
  return toaster;
}

/** The corner where toasts appear; drawn with the first of them. */
export function Toasts() {
  const [asked, setAsked] = useState(false);
  useEffect(() => toastCorner.onAsked(() => setAsked(true)), []);
  return (
    asked && (
      <Suspense>
        <Corner />
      </Suspense>
    )
  );
}
