import { afterAll, beforeAll, expect, test } from "vitest";
import { strategySchema } from "../domain/strategy.ts";
import { makeTestContext, openTestWorld, type TestContext, type TestWorld } from "../testing/context.ts";
import { makeTask } from "../testing/factories.ts";

let world: TestWorld;
let person: TestContext;
beforeAll(async () => {
  world = await openTestWorld();
  person = await makeTestContext(world);
});
afterAll(() => world?.close());

test.each(Object.entries(strategySchema.parse({})))(
  "how a task runs is changed in one respect alone: %s",
  async (name, own) => {
    const id = await makeTask(person);
    await person.api.task.update({ id, [name]: own + 1 });
    expect(await person.api.task.get({ id })).toMatchObject({ ...strategySchema.parse({}), [name]: own + 1 });
  },
);
