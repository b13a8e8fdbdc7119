/**
 * A command that puts a public key into the `authorized_keys` of the user who runs it: existing lines stay, a
 * key that is there already is not added again, modes come out as sshd wants them. It hands the work to `sh`,
 * so that it can be pasted into any login shell; neither text holds a quote.
 */
export function installCommand(publicKey: string): string {
  const [type = "", blob = "", comment = "hostrun"] = publicKey.trim().split(/\s+/);
  const steps = [
    "umask 077",
    "mkdir -p ~/.ssh && chmod 700 ~/.ssh && cd ~/.ssh || exit",
    "touch authorized_keys && chmod 600 authorized_keys || exit",
    'if grep -qF "$1" authorized_keys; then exit 0; fi',
    'if [ -n "$(tail -c 1 authorized_keys)" ]; then echo >> authorized_keys; fi',
    'echo "$1 $2" >> authorized_keys',
    "if command -v restorecon > /dev/null 2>&1; then restorecon -R ~/.ssh; fi",
  ];
  return `sh -c '${steps.join("; ")}' sh '${type} ${blob}' '${comment}'`;
}
