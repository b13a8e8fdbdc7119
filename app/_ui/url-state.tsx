import { NuqsAdapter } from "nuqs/adapters/next/app";
import type { ReactNode } from "react";

/** For pages that keep what they show in the URL without asking the server anew. */
export function UrlState({ children }: { children: ReactNode }) {
  return <NuqsAdapter>{children}</NuqsAdapter>;
}
