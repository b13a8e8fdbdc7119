import { type SQL, sql } from "drizzle-orm";
import { breakerSeconds, slowReasons } from "../domain/known-down.ts";
import type { LockedRun } from "../run/lock.ts";
import { RouteError } from "../ssh/errors.ts";
import type { HopName } from "../ssh/route.ts";

/** A host on the way did not answer in time a moment ago: as its row says it, whichever worker has tried. */
export interface DownHost {
  /** Since when it fails for this cause. */
  since: string;
  triedAt: string;
  error: string | null;
}

/** A host that is not dialled since it is known to be down. */
export class KnownDown extends RouteError {
  readonly down: DownHost;

  constructor(hop: HopName, down: DownHost) {
    const said = down.error ?? "no answer in time";
    super(
      "timeout",
      hop,
      `${said} (not tried again, last tried at ${down.triedAt}, down since ${down.since})`,
    );
    this.down = down;
  }

  override get retryable(): boolean {
    return false;
  }
}

/**
 * The row's columns as a {@link DownHost}, or null where it is not known to be down. After a minute it counts as not
 * known: who comes then tries, and what they find holds for the next minute, for every worker.
 */
export function downColumn(alias: "h" | "t" | "p"): SQL {
  const row = sql.raw(alias);
  const slow = sql.param([...slowReasons]);
  return sql`case when ${row}.connection_status = 'unreachable' and ${row}.last_reason = any(${slow}::text[])
    and ${row}.last_step like 'target.%' and ${row}.last_checked_at > now() - ${breakerSeconds} * interval '1 second'
    then jsonb_build_object('since', ${isoMoment(row, "failing_since")}, 'triedAt', ${isoMoment(row, "last_checked_at")},
      'error', ${row}.last_error) end`;
}

function isoMoment(row: SQL, column: string): SQL {
  const value = sql`${row}.${sql.raw(column)}`;
  return sql`to_char(${value} at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')`;
}

/** What is known of the hosts on a way. */
interface KnownWay {
  down: DownHost | null;
  proxy_down: DownHost | null;
}

/**
 * Why a run does not dial a host; null where it does. A person's own run always tries, as a person may just have
 * mended the host: only of a proxy that this very run has found dead are the other targets spared the wait.
 */
export function refusalOf(
  { down, proxy_down: proxyDown }: KnownWay,
  { trigger, startedAt }: Pick<LockedRun, "trigger" | "startedAt">,
): KnownDown | null {
  const byHand = trigger === "manual" || trigger === "rerun";
  if (proxyDown !== null && (!byHand || (startedAt !== null && proxyDown.triedAt >= startedAt))) {
    return new KnownDown("proxy", proxyDown);
  }
  return down === null || byHand ? null : new KnownDown("target", down);
}
