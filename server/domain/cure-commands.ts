/** Lets a proxy forward streams, which stock sshd does unless it was told not to. */
const allowForwarding = [
  "sudo sed -i 's/^AllowTcpForwarding no/AllowTcpForwarding yes/' /etc/ssh/sshd_config",
  "sudo sshd -t && sudo systemctl reload sshd",
];

const commands: Record<string, string[]> = {
  forwarding_prohibited: allowForwarding,
  forward_refused: ["sudo systemctl enable --now sshd", "sudo ss -ltnp | grep sshd"],
  refused: ["sudo systemctl enable --now sshd", "sudo ss -ltnp | grep sshd"],
  host_key: ["ssh-keygen -lf /etc/ssh/ssh_host_ed25519_key.pub"],
  channel: ["sudo sshd -T | grep -i maxsessions"],
  shell: ['getent passwd "$USER" | cut -d: -f7'],
  not_writable: ["mkdir -p ~/.cache && chmod 700 ~/.cache"],
  clock_off: ["sudo timedatectl set-ntp true"],
  no_passwords: ["sudo sshd -T | grep -i -e passwordauthentication -e kbdinteractive"],
  home_not_writable: ['sudo install -d -m 700 -o "$USER" "$HOME/.ssh"'],
  key_not_taken: [
    "chmod go-w ~ ~/.ssh ~/.ssh/authorized_keys",
    "sudo sshd -T | grep -i -e authorizedkeysfile -e pubkeyauthentication",
  ],
};

/** What to run on the host where a step failed, for its cause; nothing where words alone help. */
export function cureCommands(step: string, cause: string): string[] {
  // Where an address belongs to us, or a name to nobody, nothing that runs there helps.
  return step.endsWith(".dns") ? [] : (commands[cause] ?? []);
}

/** Whether a failure lies with the proxy on the way, so that whoever is behind it fails alike. */
export function isProxysFault(step: string | null, reason: string | null): boolean {
  return step !== null && (step.startsWith("proxy.") || reason === "forwarding_prohibited");
}
