import type { NextConfig } from "next";

const config: NextConfig = {
  poweredByHeader: false,
  // This folder is an application of its own, whatever lies above it.
  turbopack: { root: import.meta.dirname },
};

export default config;
