export type * from "./config.ts";
export { parseDuration } from "./duration.ts";
export { ConfigError, type ConfigFault, faultText } from "./faults.ts";
export { findConfig, type LoadOptions, loadConfig } from "./load.ts";
export { whatExists } from "./nearest.ts";
