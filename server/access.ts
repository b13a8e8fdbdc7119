import type { PgBoss } from "pg-boss";
import type { Database } from "./db/client.ts";
import type { Scope } from "./db/in-tenant.ts";
import type { Locale } from "./domain/locale.ts";
import { type Role, scopeCovers, type TokenScope } from "./domain/role.ts";
import { notFound, ServiceError } from "./errors.ts";

/** A person, through a browser or a token. What is here was read from the database for this very call. */
export interface UserActor {
  kind: "user";
  userId: number;
  name: string;
  role: Role;
  tenantId: number;
  via: "session" | "token" | "command";
  viaId: number | null;
  /** What the session or token may do; a session may do all that its user may. */
  scope: TokenScope;
}

/** The program itself: a schedule, a sweep, a worker. */
export interface SystemActor {
  kind: "system";
  name: string;
  /** Set where somebody at the terminal of the server itself asked for it. */
  via?: "command";
}

export type Actor = UserActor | SystemActor;

/** What every verb gets: who asks, whose rows they may see, and where rows and jobs go. */
export interface ServiceContext {
  actor: Actor;
  scope: Scope;
  /** The tenant that a system admin works in at the moment, chosen in the console; lists and new rows are its. */
  chosenTenantId?: number;
  database: Database;
  boss: PgBoss;
  locale: Locale;
  request: { id: string; address: string | null };
}

/** Whose rows an actor may see at all. */
export function scopeOf(actor: Actor): Scope {
  return actor.kind === "user" && actor.role === "tenant_admin"
    ? { tenantId: actor.tenantId }
    : { tenantId: "all" };
}

/** Refuses a token whose scope does not cover what is asked. */
export function requireScope(ctx: Pick<ServiceContext, "actor">, needed: TokenScope): void {
  const { actor } = ctx;
  if (actor.kind === "system" || scopeCovers(actor.scope, needed)) return;
  throw new ServiceError("FORBIDDEN", "TOKEN_SCOPE", { held: actor.scope, needed });
}

/** Refuses everybody but system admins and the program itself. */
export function requireSystemAdmin(ctx: Pick<ServiceContext, "actor">): void {
  if (ctx.actor.kind === "user" && ctx.actor.role !== "system_admin") {
    throw new ServiceError("FORBIDDEN", "NO_PERMISSION");
  }
}

/** Refuses everybody but system admins a sandbox whose scripts could do all that the console can. */
export function requireSandboxRight(
  ctx: Pick<ServiceContext, "actor">,
  targets: { sandboxRunsAsConsole: boolean }[],
): void {
  if (knowsSystemAdmins(ctx) || !targets.some((target) => target.sandboxRunsAsConsole)) return;
  throw new ServiceError("FORBIDDEN", "SANDBOX_RUNS_AS_CONSOLE");
}

/** Whether a caller knows of system admins at all: to a tenant admin there are none. */
export function knowsSystemAdmins({ actor }: Pick<ServiceContext, "actor">): boolean {
  return actor.kind === "system" || actor.role === "system_admin";
}

type Choosing = Pick<ServiceContext, "actor" | "chosenTenantId">;

/** The tenant that a new row belongs to: the one asked for or worked in, where the actor may see it, else their home. */
export function tenantForCreate(ctx: Choosing, named: number | undefined): number {
  const { actor, chosenTenantId } = ctx;
  const asked = named ?? chosenTenantId;
  if (actor.kind === "system") {
    if (asked === undefined) throw notFound();
    return asked;
  }
  if (asked === undefined || asked === actor.tenantId) return actor.tenantId;
  if (actor.role !== "system_admin") throw notFound();
  return asked;
}

/** A list's context: narrowed to one tenant where a system admin asked for one, or works in one. */
export function forList<C extends Choosing & Pick<ServiceContext, "scope">>(
  ctx: C,
  named: number | undefined,
): C {
  const tenantId = named ?? ctx.chosenTenantId;
  if (tenantId === undefined) return ctx;
  return { ...ctx, scope: { tenantId: tenantForCreate(ctx, tenantId) } };
}

/** The name that rows and the audit keep of who did it. */
export function actorName(actor: Actor): string {
  return actor.name;
}

/** The user's id, or null for the program itself. */
export function actorId(actor: Actor): number | null {
  return actor.kind === "user" ? actor.userId : null;
}
