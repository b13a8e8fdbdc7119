import "next-auth/jwt";

declare module "next-auth/jwt" {
  interface JWT {
    /** The random session id; its hash is in `user_session`. */
    sid?: string;
  }
}
