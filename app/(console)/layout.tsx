import { NuqsAdapter } from "nuqs/adapters/next/app";
import type { ReactNode } from "react";
import { Toaster } from "sonner";
import { ApiProvider } from "../_trpc/client.tsx";
import { api } from "../_trpc/server.ts";
import { Navigation } from "./_components/navigation.tsx";

export default async function ConsoleLayout({ children }: { children: ReactNode }) {
  const caller = await (await api()).session.current();
  return (
    <ApiProvider>
      <NuqsAdapter>
        <div className="min-h-dvh lg:grid lg:grid-cols-[208px_minmax(0,1fr)]">
          <Navigation name={caller.name} tenantName={caller.tenantName} />
          <main id="content" className="flex min-w-0 flex-col pb-16 lg:pb-0">
            {children}
          </main>
        </div>
        <Toaster position="bottom-right" closeButton />
      </NuqsAdapter>
    </ApiProvider>
  );
}
