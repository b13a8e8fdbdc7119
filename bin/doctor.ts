import { existsSync } from "node:fs";
import path from "node:path";
import { type Finding, fine, wrong } from "../server/doctor/finding.ts";
import { type Env, env, SettingsError } from "../server/env.ts";
import { readOptions } from "./options.ts";

/** Looks at each part and each wall (loaded once the settings are understood), a line for each; the exit code is 1 where something is wrong. */
export async function doctor(words: string[]): Promise<void> {
  readOptions({ args: words, options: {} });
  const findings = await examine();
  for (const finding of findings) process.stdout.write(`${lineOf(finding)}\n`);
  const count = (state: Finding["state"]) => findings.filter((finding) => finding.state === state).length;
  process.stdout.write(`${count("ok")} ok, ${count("wrong")} wrong, ${count("skipped")} not looked at\n`);
  if (count("wrong") > 0) process.exitCode = 1;
}

async function examine(): Promise<Finding[]> {
  try {
    const settings = env();
    const { examineMachine } = await import("../server/doctor/examine.ts");
    return [fine("settings", "understood"), ...(await examineMachine(settings)), ...(await look(settings))];
  } catch (error) {
    if (!(error instanceof SettingsError)) throw error;
    const wrongOnes = error.message
      .split("\n")
      .slice(1)
      .map((line) => line.trim());
    return [
      wrong(
        "settings",
        wrongOnes.join("; "),
        "Correct that in the environment or in .env; the README lists them.",
      ),
    ];
  }
}

/** An embedded database that was never made is not made here. */
async function look(settings: Env): Promise<Finding[]> {
  const cluster = path.join(settings.HOSTRUN_DATA_DIR, "postgres/data/PG_VERSION");
  if (settings.DATABASE_URL === undefined && !existsSync(cluster)) {
    return [
      wrong(
        "database",
        `there is none at ${cluster}`,
        "Start Hostrun once, it makes one; or set DATABASE_URL.",
      ),
    ];
  }
  const { examineDatabase } = await import("../server/doctor/examine.ts");
  const { withServer } = await import("./with-database.ts");
  try {
    return await withServer((url) => examineDatabase(url, settings));
  } catch (error) {
    if (!(error instanceof Error)) throw error;
    return [wrong("database", error.message, "Mend what it says, then look again.")];
  }
}

function lineOf(finding: Finding): string {
  const { part, state, detail } = finding;
  const cure = finding.state === "wrong" ? `. ${finding.cure}` : "";
  const mark = state === "skipped" ? "-" : state;
  return `${mark.padEnd(6)} ${part.padEnd(19)} ${detail.replace(/\s*\n\s*/g, " ")}${cure}`;
}
