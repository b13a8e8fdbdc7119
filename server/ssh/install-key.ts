import type { Lease } from "./pool.ts";
import { keyInstallerFrame } from "./remote/key-installer.ts";
import type { Route } from "./route.ts";
import { ask } from "./session.ts";

/** How putting a key into `authorized_keys` came out. */
export type KeyInstalled =
  | { ok: true; outcome: "added" | "already_there"; linesBefore: number }
  | { ok: false; reason: string; said: string };

const installMs = 20_000;

/** Puts a public key into the login user's `authorized_keys`, over a connection that is logged in. Never rejects. */
export async function installPublicKey(lease: Lease, route: Route, publicKey: string): Promise<KeyInstalled> {
  // The connection is the target's own, also behind a proxy.
  const own: Route = { ...route, loginMode: "platform_key" };
  const answer = await ask(lease, own, (nonce) => keyInstallerFrame(nonce, publicKey), installMs);
  if ("failed" in answer) return { ok: false, reason: "shell", said: answer.failed };
  const [, word = "", rest = ""] = /^(\S+) ?(.*)$/s.exec(answer.words) ?? [];
  if (word === "added" || word === "already_there") {
    return { ok: true, outcome: word, linesBefore: Number(rest) };
  }
  const [, reason = "shell", said = ""] = /^(\S+) ?(.*)$/s.exec(rest) ?? [];
  return { ok: false, reason, said: said.trim() };
}
