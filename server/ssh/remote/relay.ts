import { oldAlgorithms } from "../algorithms.ts";
import { RouteError } from "../errors.ts";
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

/** Puts them into `$o`, where `$x` says so. */
const oldOptions = `o=;
  add() { r=; for a in $3; do ssh -Q "$1" 2>/dev/null | grep -qx -- "$a" && r=$r\${r:+,}$a; done;
    [ -z "$r" ] || o="$o -o $2=+$r"; };
  [ "$x" = 0 ] || { ${addOld} };`;

/** Makes two private files for as long as this runs: of known hosts, `$K`, and of what ssh says, `$L`. */
const privateFiles = `K=$(mktemp 2>/dev/null) || { K=\${TMPDIR:-/tmp}/hostrun.known.$$; : >"$K" || exit 96; };
  trap 'rm -f "$K" "$L"' 0; trap 'exit 96' 1 2 15;
  L=$(mktemp 2>/dev/null) || { L=\${TMPDIR:-/tmp}/hostrun.said.$$; : >"$L" || exit 96; };`;

/**
 * Nothing of it asks a person. What ssh itself says goes into a file, apart from what the target writes; it says only
 * at this level that it and the target have no algorithm in common. It is read by {@link relayRefusal}.
 */
const sshOptions = `-T -x -a -o BatchMode=yes -o UserKnownHostsFile="$K" -o GlobalKnownHostsFile=/dev/null
  -o HostKeyAlias=hostrun -o ClearAllForwardings=yes -o ControlMaster=no -o ControlPath=none -o UpdateHostKeys=no
  -o ConnectTimeout=10 -o ServerAliveInterval=10 -o LogLevel=INFO -E "$L"`;

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
  ${oldOptions}
  ${privateFiles}
  printf 'hostrun %s\\n' "$k" >"$K";
  ssh $o ${sshOptions} -o StrictHostKeyChecking=yes -p "$p" -l "$u" -- "$h" "$c";
  e=$?;
  [ $e != 255 ] || cat "$L" >&2;
  exit $e`);

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
    oldAllowed(target),
  ];
  return Buffer.from(relay + values.map(valueLine).join(""));
}

function oldAllowed(target: Hop): "1" | "0" {
  return target.oldAlgorithms === true ? "1" : "0";
}

/** What the proxy's ssh says when it never asked the target for a session. */
const beforeSession =
  /Permission denied|Host key verification failed|Connection refused|Connection timed out|No route to host|Network is unreachable|Could not resolve hostname|Connection closed by [^\n]* port|kex_exchange_identification|no matching (host key|key exchange|cipher|MAC)/;

/** The refusal as an error, with its cause as exactly as the words tell it; null where they tell of none. */
export function relayError(words: string, target: Hop): RouteError | null {
  const reason = relayRefusal(words);
  if (reason === null) return null;
  const old = target.oldAlgorithms === true ? "no_common_algorithm" : "old_algorithms";
  const exact = reason === "auth" ? "identity_refused" : /no matching/.test(words) ? old : reason;
  return new RouteError(reason, "target", words, null, exact);
}

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
 * of key costs the host a connection, so that the best one is asked for alone, unless one was given. A host that
 * tells none to `ssh-keyscan`, which cannot be told of old algorithms, is asked by a login without a credential; its
 * words stand in the key's place where that tells none either.
 */
const knownKeys = program(`
  umask 077;
  ${readValue} n=$v;
  ${readValue} h=$v;
  ${readValue} p=$v;
  ${readValue} w=$v;
  ${readValue} r=$v;
  ${readValue} u=$v;
  ${readValue} x=$v;
  a=$h; [ "$p" = 22 ] || a="[$h]:$p";
  k=; [ "$w" = now ] || k=$(ssh-keygen -F "$a" 2>/dev/null | sed '/^#/d;s/^[^ ]* //');
  for t in $r; do
    [ -n "$k" ] || k=$(ssh-keyscan -T 10 -t $t -p "$p" -- "$h" 2>/dev/null | sed '/^#/d;s/^[^ ]* //');
  done;
  [ -n "$k" ] || {
    ${oldOptions}
    ${privateFiles}
    ssh $o ${sshOptions} -o StrictHostKeyChecking=no -o PreferredAuthentications=none
      -p "$p" -l "$u" -- "$h" exit >/dev/null 2>&1 </dev/null;
    k=$(sed '/^#/d;s/^[^ ]* //' "$K");
    [ -n "$k" ] || k=$(cat "$L");
  };
  printf '\\036hostrun1 %s %s\\036' "$n" "$k";
  exit 0`);

/** `known`: what the proxy already trusts goes first; `now`: what the host shows now, whatever was known of it. */
export type KeySource = "known" | "now";

export function knownKeysFrame(nonce: string, target: Hop, source: KeySource): Buffer {
  const rounds = isGivenKey(target) ? "ed25519,ecdsa,rsa" : "ed25519 ecdsa,rsa";
  const { address, port, username } = target;
  const values = [nonce, address, String(port), source, rounds, username, oldAllowed(target)];
  return Buffer.from(knownKeys + values.map(valueLine).join(""));
}
