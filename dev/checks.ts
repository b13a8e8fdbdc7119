import { spawn } from "node:child_process";
import path from "node:path";

const root = path.join(import.meta.dirname, "..");

/** One check of the source: what it is called and the command that makes it. */
interface Check {
  name: string;
  command: string[];
}

const checks: Check[] = [
  { name: "format and lint", command: ["biome", "check", "."] },
  { name: "types", command: ["tsc", "--noEmit", "-p", "."] },
  {
    name: "import rules",
    command: ["depcruise", "--config", ".dependency-cruiser.mjs", "app", "bin", "dev", "server", "worker"],
  },
  { name: "dead code", command: ["knip"] },
  { name: "both languages", command: ["node", "dev/languages.ts"] },
  { name: "openapi.json", command: ["node", "dev/openapi.ts", "--check"] },
];

/** Runs every check, each with its words on the terminal; answers the names of those that failed. */
export async function runChecks(): Promise<{ passed: string[]; failed: string[] }> {
  const results = { passed: [] as string[], failed: [] as string[] };
  for (const { name, command } of checks) {
    process.stdout.write(`check: ${name}\n`);
    ((await runProgram(command)) ? results.passed : results.failed).push(name);
  }
  return results;
}

/** Runs a program of ours or of a package; true when it ended with 0. */
export function runProgram([program = "", ...words]: string[], settings: object = {}): Promise<boolean> {
  return new Promise((resolve) => {
    const env = { ...withOwnPrograms(), ...settings };
    const child = spawn(program, words, { stdio: "inherit", cwd: root, env });
    child.once("error", () => resolve(false));
    child.once("close", (code) => resolve(code === 0));
  });
}

/** The environment, with the programs of our packages first, also where npm is not the one who started us. */
function withOwnPrograms(): NodeJS.ProcessEnv {
  const own = path.join(root, "node_modules/.bin");
  return { ...process.env, PATH: `${own}${path.delimiter}${process.env.PATH}` };
}
