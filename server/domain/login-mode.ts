/** Who logs in at a target behind a proxy: the platform's key end to end, or the proxy with its own key. */
export const loginModes = ["platform_key", "proxy_identity"] as const;
export type LoginMode = (typeof loginModes)[number];
