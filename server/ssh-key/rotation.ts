import { setTimeout as delay } from "node:timers/promises";
import { and, eq, type SQL, sql } from "drizzle-orm";
import { requireScope, type ServiceContext, tenantForCreate } from "../access.ts";
import type { Transaction } from "../db/client.ts";
import { inTenant, visible } from "../db/in-tenant.ts";
import { tenant } from "../db/tables/tenant.ts";
import type { HostCheckResult } from "../domain/host-check.ts";
import type { HostKind } from "../domain/host-kind.ts";
import type { Locale } from "../domain/locale.ts";
import { found } from "../errors.ts";
import { cureOf } from "../host-check/step-words.ts";
import type { Live } from "../live/live.ts";
import { Permit } from "../live/permit.ts";
import type { OfTenant } from "./input.ts";
import { type KeyRow, livingKey, oldKey } from "./load.ts";
import { moveSeconds } from "./moves.ts";
import type { MovedHost, MoveState, Rotation, RotationEvent, UnmovedHost } from "./output.ts";
import { hostsNeeding } from "./rotate.ts";

/** So many hosts are named one by one; of more, those that differ come first. */
const hostsShown = 1_000;
/** So many that did not move are told with their cause. */
const unmovedShown = 200;
/** A worker takes moves up within this time, or whoever looks is told that none does. */
const takeSeconds = 5;
const pauseMs = 700;

/** How far hosts have moved from the older key to the current one; null where there is no older one. */
export function keyRotation(ctx: ServiceContext, input: OfTenant): Promise<{ rotation: Rotation | null }> {
  requireScope(ctx, "read");
  const tenantId = tenantForCreate(ctx, input.tenantId);
  return inTenant(ctx, async (tx) => ({ rotation: await readRotation(tx, ctx, tenantId) }));
}

/** The same as it comes on: each host's state, then each change of one, until nothing moves any more. */
export async function* watchRotation(
  ctx: ServiceContext,
  live: Live,
  input: OfTenant,
  signal: AbortSignal | undefined,
): AsyncGenerator<RotationEvent, void> {
  requireScope(ctx, "read");
  const tenantId = tenantForCreate(ctx, input.tenantId);
  const permit = new Permit(live, signal);
  const told = new Map<string, MoveState>();
  while (await permit.mayGoOn()) {
    const rotation = await inTenant(ctx, (tx) => readRotation(tx, ctx, tenantId));
    for (const host of rotation?.hosts ?? []) {
      const name = `${host.kind} ${host.id}`;
      if (told.get(name) === host.state) continue;
      told.set(name, host.state);
      yield { type: "host", host };
    }
    if (rotation === null || !rotation.goesOn) {
      yield { type: "end", needed: rotation?.needed ?? 0 };
      return;
    }
    await delay(pauseMs, undefined, { signal: permit.ends }).catch(() => {});
  }
}

async function readRotation(
  tx: Transaction,
  ctx: ServiceContext,
  tenantId: number,
): Promise<Rotation | null> {
  const owners = await tx
    .select({ id: tenant.id })
    .from(tenant)
    .where(and(eq(tenant.id, tenantId), visible(ctx, tenant.id)));
  found(owners[0]);
  const old = await oldKey(tx, tenantId);
  const current = await livingKey(tx, tenantId);
  if (old === undefined || current === undefined) return null;
  const rows = (await tx.execute<MoveRow>(movesOf(old, current))).rows;
  const counts = { waiting: 0, moving: 0, moved: 0, unreachable: 0, failed: 0 };
  for (const row of rows) counts[row.state] += 1;
  const unmoved = rows.filter(({ state }) => state === "unreachable" || state === "failed");
  const { fingerprint, publicKey, createdAt } = old;
  return {
    old: { fingerprint, publicKey, createdAt },
    startedAt: old.supersededAt ?? current.createdAt,
    stopped: old.moveStoppedAt !== null,
    goesOn: rows.some(({ open }) => open),
    noWorker: counts.moving === 0 && rows.some(({ open, late }) => open && late),
    total: rows.length,
    counts,
    needed: await hostsNeeding(tx, old),
    hosts: differingFirst(rows).map(({ kind, id, name, state }): MovedHost => ({ kind, id, name, state })),
    unmoved: unmoved.slice(0, unmovedShown).map((row) => unmovedOf(ctx.locale, row)),
  };
}

interface MoveRow extends Record<string, unknown> {
  kind: HostKind;
  id: number;
  name: string;
  proxyName: string | null;
  state: MoveState;
  /** Its move was asked for, and has not ended. */
  open: boolean;
  late: boolean;
  result: HostCheckResult | null;
}

/** Every host that is or was known by the older key, with its newest move. */
function movesOf(old: KeyRow, current: KeyRow): SQL {
  const of = (subject: SQL) => sql`left join lateral (
    select c.taken_at, c.created_at, c.result, c.ended_at is null as open,
      c.taken_at < now() - ${moveSeconds} * interval '1 second' as dead
    from host_check c
    where c.tenant_id = h.tenant_id and ${subject} = h.id and c.kind = 'move' and c.created_at >= ${old.supersededAt}
    order by c.id desc limit 1) m on true`;
  const columns = sql`h.id, h.name, h.key_id = ${current.id} as moved, m.*`;
  const living = sql`h.tenant_id = ${old.tenantId} and h.key_id in (${old.id}, ${current.id}) and h.deleted_at is null`;
  return sql`
    select kind, id, name, "proxyName", result,
      coalesce(not moved and open and dead is not true, false) as open,
      coalesce(taken_at is null and created_at < now() - ${takeSeconds} * interval '1 second', false) as late,
      case
        when moved then 'moved'
        when open and dead then 'failed'
        when open then case when taken_at is null then 'waiting' else 'moving' end
        when result is null or (result ->> 'ok')::boolean then 'waiting'
        when result ->> 'status' in ('unreachable', 'host_key_changed') then 'unreachable'
        else 'failed'
      end as state
    from (
      select 'proxy' as kind, ${columns}, null as "proxyName"
      from e_script_target_proxy h ${of(sql`c.proxy_id`)} where ${living}
      union all
      select 'target', ${columns}, p.name
      from e_script_target h
      left join e_script_target_proxy p on p.tenant_id = h.tenant_id and p.id = h.proxy_id
      ${of(sql`c.target_id`)}
      where ${living} and h.login_mode = 'platform_key'
    ) hosts
    order by kind, name, id`;
}

/** In their order, where they are few enough to be shown all. */
function differingFirst(rows: MoveRow[]): MoveRow[] {
  if (rows.length <= hostsShown) return rows;
  const differs = ({ state }: MoveRow) => state !== "moved" && state !== "waiting";
  return [...rows.filter(differs), ...rows.filter((row) => !differs(row))].slice(0, hostsShown);
}

function unmovedOf(locale: Locale, { kind, id, name, state, proxyName, result }: MoveRow): UnmovedHost {
  const step = result?.step ?? null;
  const reason = result?.reason ?? "unexpected";
  return {
    kind,
    id,
    name,
    state,
    proxyName,
    step,
    reason,
    detail: result?.error ?? null,
    cure: cureOf(locale, step ?? "connection", reason),
  };
}
