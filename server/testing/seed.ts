import { createHash, randomUUID } from "node:crypto";
import type { ServiceContext } from "../access.ts";
import type { Database } from "../db/client.ts";
import { asSystem, inTenant } from "../db/in-tenant.ts";
import { script, scriptVersion } from "../db/tables/script.ts";
import { proxy, target } from "../db/tables/target.ts";
import { task, taskTarget } from "../db/tables/task.ts";
import { tenant } from "../db/tables/tenant.ts";
import type { Language } from "../domain/language.ts";
import { type Strategy, strategySchema } from "../domain/strategy.ts";
import { found } from "../errors.ts";
import type { openBoss } from "../queue/boss.ts";

/** Rows for tests of the run itself, without the services that usually make them. */
export class Seed {
  readonly #database: Database;
  readonly tenantId: number;

  private constructor(database: Database, tenantId: number) {
    this.#database = database;
    this.tenantId = tenantId;
  }

  static async tenant(database: Database, name = `tenant ${randomUUID()}`): Promise<Seed> {
    const rows = await inTenant(asSystem(database), (tx) =>
      tx.insert(tenant).values({ name, timeZone: "UTC" }).returning({ id: tenant.id }),
    );
    return new Seed(database, found(rows[0]).id);
  }

  /** For a tenant that is there already. */
  static of(database: Database, tenantId: number): Seed {
    return new Seed(database, tenantId);
  }

  /** What a service gets when the program itself asks. */
  context(boss: ReturnType<typeof openBoss>): ServiceContext {
    return {
      actor: { kind: "system", name: "test" },
      scope: { tenantId: this.tenantId },
      database: this.#database,
      boss,
      locale: "en",
      request: { id: "test", address: null },
    };
  }

  script(content: string, language: Language = "shell"): Promise<number> {
    return inTenant(asSystem(this.#database), async (tx) => {
      const made = await tx
        .insert(script)
        .values({ tenantId: this.tenantId, name: randomUUID(), language, createdBy: "test" })
        .returning({ id: script.id });
      const scriptId = found(made[0]).id;
      const sha256 = createHash("sha256").update(content).digest("hex");
      await tx
        .insert(scriptVersion)
        .values({ tenantId: this.tenantId, scriptId, number: 1, content, sha256, author: "test" });
      return scriptId;
    });
  }

  proxy(values: { username: string; address: string; port: number; hostKey?: string }): Promise<number> {
    return inTenant(asSystem(this.#database), async (tx) => {
      const made = await tx
        .insert(proxy)
        .values({ tenantId: this.tenantId, name: randomUUID(), createdBy: "test", ...values })
        .returning({ id: proxy.id });
      return found(made[0]).id;
    });
  }

  targets(all: Partial<typeof target.$inferInsert>[]): Promise<number[]> {
    return inTenant(asSystem(this.#database), async (tx) => {
      const rows = all.map((values) => ({
        tenantId: this.tenantId,
        name: randomUUID(),
        createdBy: "test",
        username: "nobody",
        address: "127.0.0.1",
        ...values,
      }));
      return (await tx.insert(target).values(rows).returning({ id: target.id })).map((row) => row.id);
    });
  }

  task(
    scriptId: number,
    targetIds: number[],
    given: { strategy?: Partial<Strategy>; arguments?: string[]; environment?: Record<string, string> } = {},
  ): Promise<number> {
    const strategy = strategySchema.parse(given.strategy ?? {});
    return inTenant(asSystem(this.#database), async (tx) => {
      const made = await tx
        .insert(task)
        .values({
          tenantId: this.tenantId,
          name: randomUUID(),
          type: "immediate",
          scriptId,
          createdBy: "test",
          ...given,
          strategy,
        })
        .returning({ id: task.id });
      const taskId = found(made[0]).id;
      await tx
        .insert(taskTarget)
        .values(targetIds.map((targetId) => ({ tenantId: this.tenantId, taskId, targetId })));
      return taskId;
    });
  }
}
