/** Keeps in a system admin's browser which tenant they work in; absent: all of them. */
export const tenantCookie = "hostrun.tenant";
