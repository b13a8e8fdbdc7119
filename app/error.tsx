"use client";

import { Fault, type FaultProps } from "./_ui/fault.tsx";

export default function PageFault({ error }: FaultProps) {
  return (
    <main className="flex min-h-dvh">
      <Fault error={error} reset={() => location.reload()} />
    </main>
  );
}
