import type { ReactNode } from "react";
import { requireCaller } from "../../_auth/caller.ts";
import { SettingsNav } from "./_components/settings-nav.tsx";

export default async function SettingsLayout({ children }: { children: ReactNode }) {
  const { role } = await requireCaller();
  return (
    <div className="flex min-h-full flex-1 flex-col lg:flex-row">
      <SettingsNav role={role} />
      <div className="flex min-w-0 flex-1 flex-col">{children}</div>
    </div>
  );
}
