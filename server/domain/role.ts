/** Who a user is: a system admin sees every tenant, a tenant admin their own. */
export const roles = ["system_admin", "tenant_admin"] as const;
export type Role = (typeof roles)[number];

/** What a token may do, each including the one before; never more than its user may. */
export const tokenScopes = ["read", "write", "admin"] as const;
export type TokenScope = (typeof tokenScopes)[number];

/** Whether a token of scope `held` may do what needs `needed`. */
export function scopeCovers(held: TokenScope, needed: TokenScope): boolean {
  return tokenScopes.indexOf(held) >= tokenScopes.indexOf(needed);
}
