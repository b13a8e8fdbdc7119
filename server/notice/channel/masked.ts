const mask = "••••••";

/**
 * A text without the secrets in it, in any of the forms in which they travel in addresses and JSON, and without NUL,
 * which the database does not keep. Of a text that was cut, what could be the beginning of a secret goes too.
 */
export function masked(text: string, secrets: readonly string[], isCut = false): string {
  const forms = secrets.flatMap(formsOf).sort((a, b) => b.length - a.length);
  const whole = forms.reduce((rest, form) => rest.replaceAll(form, mask), text);
  const tail = isCut ? longestTail(whole, forms) : 0;
  return whole.slice(0, whole.length - tail).replaceAll("\0", "�");
}

/** A text of so many bytes at most, cut between characters. */
export function bounded(text: string, maximumBytes: number): string {
  const bytes = new TextEncoder().encode(text);
  if (bytes.length <= maximumBytes) return text;
  return new TextDecoder().decode(bytes.subarray(0, maximumBytes), { stream: true });
}

function formsOf(secret: string): string[] {
  if (secret === "") return [];
  return [secret, encodeURIComponent(secret), JSON.stringify(secret).slice(1, -1)];
}

/** How many characters at the end of a text are the beginning of one of the forms. */
function longestTail(text: string, forms: string[]): number {
  const lengths = forms.map((form) => {
    for (let length = Math.min(form.length - 1, text.length); length > 0; length -= 1) {
      if (text.endsWith(form.slice(0, length))) return length;
    }
    return 0;
  });
  return Math.max(0, ...lengths);
}
