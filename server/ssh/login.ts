import type { AnyAuthMethod, AuthenticationType, Prompt } from "ssh2";
import type { StepNote } from "../domain/host-check.ts";
import type { LoginKey } from "./route.ts";

/** What a person gives to log in with a single time. */
export type OnceSecret =
  | { kind: "password"; password: string }
  | { kind: "private_key"; privateKey: string; passphrase: string | null };

/** Why a login failed, more exactly than that it was refused. */
export interface LoginRefusal {
  reason: string;
  said: string;
}

/** A way to log in: which method comes next, and what is to be said of it afterwards. */
export interface Login {
  /** @param offered what the server still takes; null before it was asked. Null where there is nothing left to try. */
  next(offered: AuthenticationType[] | null, partial: boolean): AnyAuthMethod | AuthenticationType | null;
  /** A server that wants a new password, which is nobody's to choose here. */
  expired(): void;
  note: StepNote;
  refusal: LoginRefusal | null;
}

/** With the platform's key alone. */
export function keyLogin(username: string, key: LoginKey): Login {
  let asked = false;
  return {
    note: "platform_key",
    refusal: null,
    expired: () => {},
    next: () => {
      if (asked) return null;
      asked = true;
      return { type: "publickey", username, key: key.privateKey };
    },
  };
}

/**
 * With what was given once, one attempt: a second one with the same words could only lock the account. It asks
 * first what the server takes, which is no attempt.
 */
export function onceLogin(username: string, secret: OnceSecret): Login {
  return new OnceLogin(username, secret);
}

class OnceLogin implements Login {
  readonly #username: string;
  readonly #secret: OnceSecret;
  #asked = false;
  #tried = false;
  note: StepNote;
  refusal: LoginRefusal | null = null;

  constructor(username: string, secret: OnceSecret) {
    this.#username = username;
    this.#secret = secret;
    this.note = secret.kind;
  }

  next(offered: AuthenticationType[] | null, partial: boolean): AnyAuthMethod | AuthenticationType | null {
    if (!this.#asked) {
      this.#asked = true;
      return "none";
    }
    const methods = offered ?? [];
    if (!this.#tried) {
      this.#tried = true;
      return this.#secret.kind === "password"
        ? this.#withPassword(this.#secret.password, methods)
        : this.#withKey(this.#secret, methods);
    }
    const words = `the host goes on with ${methods.join(", ")}`;
    if (partial) this.refusal = { reason: "second_factor", said: words };
    else this.refusal ??= { reason: refusedReason[this.#secret.kind], said: "Permission denied" };
    return null;
  }

  expired(): void {
    this.refusal = { reason: "password_expired", said: "the host asks for a new password" };
  }

  #withPassword(password: string, methods: AuthenticationType[]): AnyAuthMethod | null {
    const username = this.#username;
    if (methods.includes("password")) return { type: "password", username, password };
    if (methods.includes("keyboard-interactive")) {
      this.note = "keyboard_interactive";
      const answer = this.#answerer(password);
      return {
        type: "keyboard-interactive",
        username,
        prompt: (_name, _instructions, _language, prompts, finish) => finish(answer(prompts)),
      };
    }
    return this.#refuse("no_passwords", methods);
  }

  /** The password is the answer to the one hidden question; to whatever else is asked there is none. */
  #answerer(password: string): (prompts: Prompt[]) => string[] {
    let given = false;
    return (prompts) =>
      prompts.map(({ prompt, echo }) => {
        if (!given && echo !== true) {
          given = true;
          return password;
        }
        this.refusal ??= { reason: "second_factor", said: prompt.trim() };
        return "";
      });
  }

  #withKey(
    { privateKey, passphrase }: Extract<OnceSecret, { kind: "private_key" }>,
    methods: AuthenticationType[],
  ): AnyAuthMethod | null {
    if (!methods.includes("publickey")) return this.#refuse("no_keys", methods);
    const opened = passphrase === null ? {} : { passphrase };
    return { type: "publickey", username: this.#username, key: privateKey, ...opened };
  }

  #refuse(reason: string, methods: AuthenticationType[]): null {
    this.refusal = { reason, said: `the host takes ${methods.join(", ") || "no login"}` };
    return null;
  }
}

const refusedReason: Record<OnceSecret["kind"], string> = {
  password: "wrong_password",
  private_key: "key_refused",
};
