import { api } from "../../../_trpc/server.ts";

/** Names of tenants, where the caller sees more than one of them at once; else null. */
export async function tenantNames(): Promise<Map<number, string> | null> {
  const client = await api();
  const { role, chosenTenant } = await client.session.current();
  if (role !== "system_admin" || chosenTenant !== null) return null;
  const { items } = await client.tenant.list({ pageSize: 100 });
  return new Map(items.map(({ id, name }) => [id, name]));
}
