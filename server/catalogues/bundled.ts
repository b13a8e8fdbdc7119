import en from "../../messages/en.json";
import zhCN from "../../messages/zh-CN.json";

/** The same in the web's build, which parses sentences once and for all, so that no browser has to. */
export const catalogues = { en, "zh-CN": zhCN };
