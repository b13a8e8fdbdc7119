"use client";

import dynamic from "next/dynamic";

/** A list fetches the connection test's code with the first row that is opened. */
export const LazyConnectionTest = dynamic(() =>
  import("./connection-test.tsx").then((loaded) => loaded.ConnectionTest),
);
