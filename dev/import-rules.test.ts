import { mkdir, mkdtemp, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { cruise, type ICruiseResult, type IFlattenedRuleSet } from "dependency-cruiser";
import { afterAll, beforeAll, expect, test } from "vitest";
import config from "../.dependency-cruiser.mjs";

const root = path.join(import.meta.dirname, "..");

/** One file with one bad import, and the rule that must refuse it. */
const planted: [rule: string, file: string, imported: string][] = [
  ["no-cycle", "server/task/a.ts", "./b.ts"],
  ["resolvable", "server/task/a.ts", "./absent.ts"],
  ["domain-is-pure", "server/domain/a.ts", "node:fs"],
  ["domain-is-pure", "server/domain/a.ts", "../errors.ts"],
  ["input-knows-domain-and-zod", "server/task/input.ts", "../errors.ts"],
  ["ssh-is-a-leaf", "server/ssh/a.ts", "../db/client.ts"],
  ["crypto-is-a-leaf", "server/crypto/a.ts", "../db/client.ts"],
  ["one-door-to-ssh2", "server/execute/a.ts", "ssh2"],
  ["one-door-to-the-queue", "server/task/service.ts", "pg-boss"],
  ["boxes-are-opened-by-the-worker", "server/task/service.ts", "../crypto/open.ts"],
  ["the-worker-alone-executes", "server/task/service.ts", "../execute/engine.ts"],
  ["the-worker-alone-executes", "server/task/service.ts", "../target/execution.ts"],
  ["the-web-never-dials", "server/router.ts", "./task/detour.ts"],
  ["the-web-never-dials", "server/router.ts", "./notice/detour.ts"],
  ["a-router-is-thin", "server/task/router.ts", "../db/client.ts"],
  ["a-service-knows-no-transport", "server/task/service.ts", "@trpc/server"],
  ["a-service-knows-no-transport", "server/task/service.ts", "react"],
  ["pages-see-contracts-only", "app/tasks/page.tsx", "../../server/task/service.ts"],
  ["route-handlers-see-no-tables", "app/api/a/route.ts", "../../../server/db/client.ts"],
  ["one-door-to-rows", "server/task/service.ts", "pg"],
];

/** What the planted files lead to: empty but for the ways that lead on. */
const surroundings: Record<string, string> = {
  "server/errors.ts": "",
  "server/task/b.ts": 'import "./a.ts";',
  "server/task/service.ts": "",
  "server/task/detour.ts": 'import "../ssh/dial.ts";',
  "server/db/client.ts": "",
  "server/notice/detour.ts": 'import "./channel/post.ts";',
  "server/notice/channel/post.ts": "",
  "server/ssh/dial.ts": "",
  "server/crypto/open.ts": "",
  "server/execute/engine.ts": "",
  "server/target/execution.ts": "",
};

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), "hostrun-imports-"));
  await symlink(path.join(root, "node_modules"), path.join(folder, "node_modules"));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

test.each(planted)("%s: %s may not import %s", async (rule, file, imported) => {
  for (const sources of ["server", "app"])
    await rm(path.join(folder, sources), { recursive: true, force: true });
  const files = { ...surroundings, [file]: `import ${JSON.stringify(imported)};` };
  for (const [name, content] of Object.entries(files)) await write(name, content);
  const broken = await brokenRules(folder, ["server", ...(file.startsWith("app") ? ["app"] : [])]);
  expect(broken.rules).toContain(rule);
});

test("the code itself breaks no rule, and was really read", async () => {
  const whole = await brokenRules(root, ["app", "server", "worker", "bin", "dev"]);
  expect(whole.rules).toEqual([]);
  expect(whole.modules).toBeGreaterThan(300);
});

async function write(name: string, content: string): Promise<void> {
  const file = path.join(folder, name);
  await mkdir(path.dirname(file), { recursive: true });
  await writeFile(file, content);
}

async function brokenRules(
  baseDir: string,
  sources: string[],
): Promise<{ rules: string[]; modules: number }> {
  const { forbidden, options } = config;
  const { tsConfig: _own, ...rest } = options;
  const settings = {
    ...rest,
    baseDir,
    preserveSymlinks: true,
    validate: true,
    ruleSet: { forbidden } as IFlattenedRuleSet,
  };
  const { output } = await cruise(sources, settings);
  const { summary } = output as ICruiseResult;
  return { rules: summary.violations.map(({ rule }) => rule.name), modules: summary.totalCruised };
}
