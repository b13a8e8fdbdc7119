"use client";

import { useRouter } from "next/navigation";
import { Fault, type FaultProps } from "../_ui/fault.tsx";

export default function ConsoleFault({ error, reset }: FaultProps) {
  const router = useRouter();
  const again = () => {
    router.refresh();
    reset();
  };
  return <Fault error={error} reset={again} />;
}
