import { execFile, spawn } from "node:child_process";
import { existsSync } from "node:fs";
import { promisify } from "node:util";

/** What the suite needs from the system: name of the package → a file that it brings. */
const packages = {
  "openssh-server": "/usr/sbin/sshd",
  "openssh-client": "/usr/bin/ssh",
  dash: "/bin/dash",
  bash: "/bin/bash",
  busybox: "/bin/busybox",
  fish: "/usr/bin/fish",
  tcsh: "/bin/tcsh",
  zsh: "/bin/zsh",
  chromium: "/usr/bin/chromium",
} as const;
export type SystemPackage = keyof typeof packages;
export const systemPackages = Object.keys(packages) as SystemPackage[];

/**
 * Installs those of `names` that are missing, through apt-get; with all present it does nothing. Throws with
 * words for a person where packages are missing and cannot be installed from here.
 */
export async function ensureSystemPackages(names: readonly SystemPackage[] = systemPackages): Promise<void> {
  const missing = names.filter((name) => !existsSync(packages[name]));
  if (missing.length === 0) return;
  const command = `apt-get install --no-install-recommends ${missing.join(" ")}`;
  if (!(await hasAptGet())) {
    throw new Error(
      `These programs are missing: ${missing.join(", ")}. Install them with your system's package manager.`,
    );
  }
  if (process.getuid?.() !== 0) throw new Error(`Packages are missing. As root: ${command}`);
  process.stdout.write(`Installing ${missing.join(", ")} …\n`);
  await aptGet(["update", "-qq"]);
  await aptGet(["install", "-y", "-qq", "--no-install-recommends", ...missing]);
  const still = missing.filter((name) => !existsSync(packages[name]));
  if (still.length > 0)
    throw new Error(`apt-get installed ${still.join(", ")}, but their programs are not where we look.`);
}

async function hasAptGet(): Promise<boolean> {
  return promisify(execFile)("apt-get", ["--version"]).then(
    () => true,
    () => false,
  );
}

function aptGet(args: string[]): Promise<void> {
  return new Promise((resolve, reject) => {
    // Waits for another apt-get instead of failing beside it, and asks nothing.
    const child = spawn("apt-get", ["-o", "DPkg::Lock::Timeout=300", ...args], {
      env: { ...process.env, DEBIAN_FRONTEND: "noninteractive" },
      stdio: ["ignore", "ignore", "pipe"],
    });
    let words = "";
    child.stderr.on("data", (chunk) => {
      words += chunk;
    });
    child.once("error", reject);
    child.once("exit", (code) => {
      if (code === 0) resolve();
      else reject(new Error(`apt-get ${args.join(" ")} ended with ${code}:\n${words}`));
    });
  });
}
