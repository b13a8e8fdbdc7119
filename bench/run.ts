import { writeFile } from "node:fs/promises";
import os from "node:os";
import path from "node:path";
import { benchDue } from "./due.ts";
import { benchEngine } from "./engine.ts";
import { benchFanOut } from "./fan-out.ts";
import { benchPages } from "./pages.ts";
import { benchProxy } from "./proxy.ts";
import { markdown } from "./table.ts";

/** `npm run bench [name …]`: all benchmarks, or those named; the tables also go into RESULTS.md. */
const benches = {
  "fan-out": benchFanOut,
  proxy: benchProxy,
  engine: benchEngine,
  due: benchDue,
  pages: benchPages,
};

const asked = process.argv.slice(2);
const texts: string[] = [];
for (const [name, bench] of Object.entries(benches)) {
  if (asked.length > 0 && !asked.includes(name)) continue;
  process.stdout.write(`bench: ${name}\n`);
  texts.push(markdown(await bench()));
  process.stdout.write(`${texts.at(-1)}\n`);
}
if (asked.length === 0) {
  await writeFile(
    path.join(import.meta.dirname, "RESULTS.md"),
    `${["# Benchmarks", machine(), ...texts].join("\n\n")}\n`,
  );
}

function machine(): string {
  const [cpu] = os.cpus();
  return `${new Date().toISOString().slice(0, 10)}, ${os.cpus().length} × ${cpu?.model ?? "CPU"}, ${Math.round(os.totalmem() / 2 ** 30)} GiB, ${os.type()} ${os.release()}, Node ${process.versions.node}, embedded PostgreSQL with its usual durability.`;
}
