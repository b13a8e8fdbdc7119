import manifest from "../package.json" with { type: "json" };

/** The product's version, as pages and the API show it. */
export const productVersion: string = manifest.version;
