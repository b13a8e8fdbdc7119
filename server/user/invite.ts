import { sql } from "drizzle-orm";
import { makeSecret, secretHash } from "../crypto/secret-token.ts";
import type { Transaction } from "../db/client.ts";
import { invitation } from "../db/tables/user.ts";
import { env } from "../env.ts";
import { found } from "../errors.ts";
import type { Invitation } from "./output.ts";

/** How long a link is good for. */
const linkDays = 7;

/**
 * Offers a user to set their password. The link exists only in this answer; its token stands behind `#`,
 * which browsers send to nobody. Without `HOSTRUN_URL` it is a path of the console.
 */
export async function invite(tx: Transaction, user: { id: number; tenantId: number }): Promise<Invitation> {
  const token = makeSecret();
  const rows = await tx
    .insert(invitation)
    .values({
      tenantId: user.tenantId,
      userId: user.id,
      tokenHash: secretHash(token),
      expiresAt: sql`now() + make_interval(days => ${linkDays})`,
    })
    .returning({ expiresAt: invitation.expiresAt });
  const { expiresAt } = found(rows[0]);
  return { link: `${env().HOSTRUN_URL ?? ""}/invitation#${token}`, expiresAt };
}
