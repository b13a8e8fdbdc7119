import { program, readValue, valueLine } from "./bootstrap.ts";

/**
 * Puts a public key into the `authorized_keys` of the user that is logged in. Lines that are there stay as they are,
 * one without a newline at its end too; a key that is there already, and not commented out, is not added again. It
 * appends in place, in one piece, so that owner and context of the file stay; modes come out as sshd wants them.
 */
const keyInstaller = program(`
  umask 077;
  ${readValue} n=$v;
  ${readValue} k=$v;
  ${readValue} c=$v;
  r() { printf '\\036hostrun1 %s %s\\036' "$n" "$1"; };
  no() { r "failed $1 $2"; exit 0; };
  e=$( (cd "$HOME") 2>&1 ) || no no_home "$HOME: $e";
  cd "$HOME";
  if [ ! -d .ssh ]; then e=$(mkdir -p .ssh 2>&1) || no home_not_writable "$e"; fi;
  [ -O .ssh ] || no not_own "$HOME/.ssh";
  e=$(chmod 700 .ssh 2>&1) || no home_not_writable "$e";
  f=.ssh/authorized_keys;
  [ -e "$f" ] || { e=$( { : >>"$f"; } 2>&1 ) || no keys_not_writable "$e"; };
  [ -O "$f" ] || no not_own "$HOME/$f";
  b=$(grep -c . "$f" 2>/dev/null);
  a=added;
  if grep -F -- "$k" "$f" 2>/dev/null | grep -qv '^[[:space:]]*#'; then a=already_there;
  else
    w=; [ -z "$(tail -c 1 "$f")" ] || w='\\n';
    e=$( { printf "$w%s %s\\n" "$k" "$c" >>"$f"; } 2>&1 ) || no keys_not_writable "$e";
  fi;
  e=$(chmod 600 "$f" 2>&1) || no keys_not_writable "$e";
  grep -qF -- "$k" "$f" || no keys_not_writable "$f";
  command -v restorecon >/dev/null 2>&1 && restorecon -R .ssh >/dev/null 2>&1;
  r "$a \${b:-0}";
  exit 0`);

/** @param publicKey one line for `authorized_keys` */
export function keyInstallerFrame(nonce: string, publicKey: string): Buffer {
  const [type = "", blob = "", comment = "hostrun"] = publicKey.trim().split(/\s+/);
  return Buffer.from(keyInstaller + [nonce, `${type} ${blob}`, comment].map(valueLine).join(""));
}
