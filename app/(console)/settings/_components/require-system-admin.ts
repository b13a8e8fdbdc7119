import { notFound } from "next/navigation";
import { requireCaller } from "../../../_auth/caller.ts";

/** To everybody else there is no such page; the API refuses them besides. */
export async function requireSystemAdmin(): Promise<void> {
  if ((await requireCaller()).role !== "system_admin") notFound();
}
