import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { ensureBuild } from "./build.ts";
import { runChecks, runProgram } from "./checks.ts";
import { ensureSystemPackages } from "./system-packages.ts";

interface Counts {
  passed: number;
  failed: number;
  skipped: number;
}

await ensureSystemPackages();
const checks = await runChecks();
const built = await buildPages();
const tests = await runTests();
const passed = checks.passed.length + tests.passed + (built ? 1 : 0);
const failed = checks.failed.length + tests.failed + (built ? 0 : 1);
const skipped = tests.skipped > 0 ? `, ${tests.skipped} skipped` : "";
process.stdout.write(`${passed} passed, ${failed} failed${skipped}\n`);
process.exit(failed > 0 || tests.passed === 0 ? 1 : 0);

/** Some tests open the product as a user does: its pages are built before. */
async function buildPages(): Promise<boolean> {
  try {
    await ensureBuild(() => process.stdout.write("check: build\n"));
    return true;
  } catch {
    return false;
  }
}

/** Runs the tests; a run that ended badly without naming a failed test counts as one failure. */
async function runTests(): Promise<Counts> {
  const folder = await mkdtemp(path.join(tmpdir(), "hostrun-test-"));
  const file = path.join(folder, "result.json");
  const good = await runProgram([
    "vitest",
    "run",
    "--reporter=default",
    "--reporter=json",
    `--outputFile.json=${file}`,
  ]);
  const counts = await readCounts(file);
  await rm(folder, { recursive: true, force: true });
  return !good && counts.failed === 0 ? { ...counts, failed: 1 } : counts;
}

async function readCounts(file: string): Promise<Counts> {
  try {
    const result = JSON.parse(await readFile(file, "utf8"));
    return {
      passed: result.numPassedTests,
      failed: result.numFailedTests,
      skipped: result.numPendingTests + result.numTodoTests,
    };
  } catch {
    return { passed: 0, failed: 0, skipped: 0 };
  }
}
