import en from "../../messages/en.json" with { type: "json" };
import zhCN from "../../messages/zh-CN.json" with { type: "json" };

/** Every sentence that Hostrun says, by language, as Node itself reads them: the worker, the command line, tests. */
export const catalogues = { en, "zh-CN": zhCN };
