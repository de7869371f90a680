/** The default transport on Bun, Deno, Workers and in browsers: the runtime's own `fetch`. */
export { platform as defaultTransport } from "./platform.ts"
