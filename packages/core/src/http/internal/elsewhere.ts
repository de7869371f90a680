/** What carries requests on Bun, Deno, Workers and in browsers unless somebody chooses: the runtime's own `fetch`. */
export { platform as carrier } from "./platform.ts"
