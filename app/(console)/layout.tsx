import type { ReactNode } from "react";
import { ApiProvider } from "../_trpc/client.tsx";
import { api } from "../_trpc/server.ts";
import { Toasts } from "../_ui/toasts.tsx";
import { Navigation } from "./_components/navigation.tsx";
import { ShellKeys } from "./_components/shell-keys.tsx";

export default async function ConsoleLayout({ children }: { children: ReactNode }) {
  const caller = await (await api()).session.current();
  return (
    <ApiProvider>
      <div className="min-h-dvh lg:flex">
        <Navigation caller={caller} />
        <main id="content" tabIndex={-1} className="flex min-w-0 flex-1 flex-col pb-16 outline-none lg:pb-0">
          {children}
        </main>
      </div>
      <ShellKeys />
      <Toasts />
    </ApiProvider>
  );
}
