import { execFile } from "node:child_process";
import { existsSync } from "node:fs";
import { chmod, chown, link, mkdir, readFile, rm, symlink, writeFile } from "node:fs/promises";
import { homedir, userInfo } from "node:os";
import { dirname, join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { promisify } from "node:util";
import { makeKeyPair, publicKeyOf } from "../../ssh/keys.ts";

export const loginShells = ["sh", "bash", "dash", "busybox", "fish", "csh", "zsh"] as const;
export type LoginShell = (typeof loginShells)[number];

export interface TestUser {
  name: string;
  home: string;
  uid: number;
  gid: number;
}

const base = "/var/lib/hostrun-test";
const busyboxShell = `${base}/busybox/sh`;
const shellPaths: Record<LoginShell, string> = {
  sh: "/bin/sh",
  bash: "/bin/bash",
  dash: "/bin/dash",
  busybox: busyboxShell,
  fish: "/usr/bin/fish",
  csh: "/bin/csh",
  zsh: "/bin/zsh",
};

/**
 * A plain account `hostrun-<name>` with an empty home, made once and kept; only root can make one. For an
 * ordinary user it is that user, whatever shell is asked for.
 */
export async function testUser({
  shell = "bash",
  name = shell,
}: {
  shell?: LoginShell;
  name?: string;
} = {}): Promise<TestUser> {
  if (process.getuid?.() !== 0) return currentUser();
  if (shell === "busybox") await makeBusyboxShell();
  const account = `hostrun-${name}`;
  return (await findUser(account)) ?? (await makeUser(account, shellPaths[shell]));
}

/** Writes files below a user's home, as theirs; null removes one. */
export async function writeHome(user: TestUser, files: Record<string, string | null>): Promise<void> {
  for (const [name, text] of Object.entries(files)) {
    const path = join(user.home, name);
    if (text === null) await rm(path, { recursive: true, force: true });
    else await writeOwned(user, path, text);
  }
}

/** The user's own key (`~/.ssh/id_ed25519`), made once: its public line. A proxy logs in to targets with it. */
export async function identityOf(user: TestUser): Promise<string> {
  const file = join(user.home, ".ssh", "id_ed25519");
  if (!existsSync(file)) await writeOnce(user, file, makeKeyPair(user.name).privateKey);
  return publicKeyOf(await readFile(file, "utf8"));
}

/** Gives an account a password; only root can. */
export async function setPassword(user: TestUser, password: string): Promise<void> {
  const changing = promisify(execFile)("chpasswd");
  changing.child.stdin?.end(`${user.name}:${password}\n`);
  await changing;
}

function currentUser(): TestUser {
  const { username, uid, gid } = userInfo();
  return { name: username, home: homedir(), uid, gid };
}

async function makeBusyboxShell(): Promise<void> {
  await mkdir(dirname(busyboxShell), { recursive: true });
  await symlink("/bin/busybox", busyboxShell).catch(ignoreExisting);
}

async function makeUser(account: string, shell: string): Promise<TestUser> {
  const home = join(base, account);
  await mkdir(home, { recursive: true });
  // "*" is no password; "!" would be a locked account, which sshd refuses without PAM.
  const options = ["--system", "--user-group", "--no-create-home", "--home-dir", home, "--password", "*"];
  for (let attempt = 0; attempt < 50; attempt += 1) {
    await promisify(execFile)("useradd", [...options, "--shell", shell, account]).catch(() => delay(100));
    const user = await findUser(account);
    if (user === null) continue;
    await chown(home, user.uid, user.gid);
    await chmod(home, 0o700);
    return user;
  }
  throw new Error(`could not make the account ${account}`);
}

async function findUser(account: string): Promise<TestUser | null> {
  const line = (await readFile("/etc/passwd", "utf8"))
    .split("\n")
    .find((entry) => entry.startsWith(`${account}:`));
  if (line === undefined) return null;
  const [name = "", , uid, gid, , home = ""] = line.split(":");
  return { name, home, uid: Number(uid), gid: Number(gid) };
}

async function writeOwned(user: TestUser, path: string, text: string): Promise<void> {
  await makeOwnedDirectory(user, dirname(path));
  await rm(path, { force: true });
  await writeFile(path, text, { mode: 0o600 });
  await chown(path, user.uid, user.gid);
}

/** Two test files may want it at once: the first to link its file wins, and nobody reads half a key. */
async function writeOnce(user: TestUser, path: string, text: string): Promise<void> {
  const temporary = `${path}.${process.pid}`;
  await writeOwned(user, temporary, text);
  await link(temporary, path).catch(ignoreExisting);
  await rm(temporary);
}

async function makeOwnedDirectory(user: TestUser, path: string): Promise<void> {
  const first = await mkdir(path, { recursive: true, mode: 0o700 });
  for (let made = path; first !== undefined && made.length >= first.length; made = dirname(made)) {
    await chown(made, user.uid, user.gid);
  }
}

function ignoreExisting(error: unknown): void {
  if (!(error instanceof Error && "code" in error && error.code === "EEXIST")) throw error;
}
