import { oldAlgorithms } from "../algorithms.ts";
import { isGivenKey } from "../given-key.ts";
import type { Hop } from "../route.ts";
import { bootstrapCommand, program, readValue, valueLine } from "./bootstrap.ts";

/** What the proxy's ssh is to take besides, of what it knows: the names by which it tells (`ssh -Q`) and is told. */
const addOld = (
  [
    ["kex", "KexAlgorithms", oldAlgorithms.kex],
    ["key", "HostKeyAlgorithms", oldAlgorithms.serverHostKey],
    ["cipher", "Ciphers", oldAlgorithms.cipher],
    ["mac", "MACs", oldAlgorithms.hmac],
  ] as const
)
  .map(([asked, told, names]) => `add ${asked} ${told} "${names.join(" ")}";`)
  .join(" ");

/**
 * Runs on a proxy that logs in to the target with its own key: its ssh in batch mode, held to the pinned key in
 * a private file. What follows on stdin goes on to the target, where the same fixed command reads it.
 */
const relay = program(`
  umask 077;
  ${readValue} h=$v;
  ${readValue} p=$v;
  ${readValue} u=$v;
  ${readValue} k=$v;
  ${readValue} c=$v;
  ${readValue} x=$v;
  o=;
  add() { r=; for a in $3; do ssh -Q "$1" 2>/dev/null | grep -qx -- "$a" && r=$r\${r:+,}$a; done;
    [ -z "$r" ] || o="$o -o $2=+$r"; };
  [ "$x" = 0 ] || { ${addOld} };
  K=$(mktemp 2>/dev/null) || { K=\${TMPDIR:-/tmp}/hostrun.known.$$; : >"$K" || exit 96; };
  trap 'rm -f "$K"' 0; trap 'exit 96' 1 2 15;
  printf 'hostrun %s\\n' "$k" >"$K";
  ssh $o -T -x -a -o BatchMode=yes -o StrictHostKeyChecking=yes -o UserKnownHostsFile="$K" -o GlobalKnownHostsFile=/dev/null
    -o HostKeyAlias=hostrun -o ClearAllForwardings=yes -o ControlMaster=no -o ControlPath=none -o UpdateHostKeys=no
    -o ConnectTimeout=10 -o ServerAliveInterval=10 -o LogLevel=ERROR -p "$p" -l "$u" -- "$h" "$c";
  exit $?`);

/** What goes to the proxy's stdin in front of the frame for the target, whose key must be pinned by now. */
export function relayFrame(target: Hop): Buffer {
  if (target.pinnedHostKey === null)
    throw new Error("a target behind a proxy's own login needs a pinned key");
  const values = [
    target.address,
    String(target.port),
    target.username,
    target.pinnedHostKey,
    bootstrapCommand,
    target.oldAlgorithms === true ? "1" : "0",
  ];
  return Buffer.from(relay + values.map(valueLine).join(""));
}

/** What the proxy's ssh says when it never asked the target for a session. */
const beforeSession =
  /Permission denied|Host key verification failed|Connection refused|Connection timed out|No route to host|Network is unreachable|Could not resolve hostname|Connection closed by [^\n]* port|kex_exchange_identification|no matching (host key|key exchange|cipher|MAC)/;

/** Why the proxy's own login never reached a session on the target; null where that cannot be said. */
export function relayRefusal(words: string): "auth" | "host_key" | "refused" | "timeout" | "dns" | null {
  if (!beforeSession.test(words)) return null;
  if (/Permission denied/.test(words)) return "auth";
  if (/Host key verification/.test(words)) return "host_key";
  if (/timed out|No route|unreachable/.test(words)) return "timeout";
  return /resolve/.test(words) ? "dns" : "refused";
}

/**
 * Asks the proxy which keys a host has: by its own file, where that is asked for, else by asking the host. Each type
 * of key costs the host a connection, so that the best one is asked for alone, unless one was given.
 */
const knownKeys = program(`
  ${readValue} n=$v;
  ${readValue} h=$v;
  ${readValue} p=$v;
  ${readValue} w=$v;
  ${readValue} r=$v;
  a=$h; [ "$p" = 22 ] || a="[$h]:$p";
  k=; [ "$w" = now ] || k=$(ssh-keygen -F "$a" 2>/dev/null | sed '/^#/d;s/^[^ ]* //');
  for t in $r; do
    [ -n "$k" ] || k=$(ssh-keyscan -T 10 -t $t -p "$p" -- "$h" 2>/dev/null | sed '/^#/d;s/^[^ ]* //');
  done;
  printf '\\036hostrun1 %s %s\\036' "$n" "$k";
  exit 0`);

/** `known`: what the proxy already trusts goes first; `now`: what the host shows now, whatever was known of it. */
export type KeySource = "known" | "now";

export function knownKeysFrame(nonce: string, target: Hop, source: KeySource): Buffer {
  const rounds = isGivenKey(target) ? "ed25519,ecdsa,rsa" : "ed25519 ecdsa,rsa";
  return Buffer.from(
    knownKeys + [nonce, target.address, String(target.port), source, rounds].map(valueLine).join(""),
  );
}
