/**
 * The seam under ky: what carries one request to its host. A transport has one duty beyond carrying: it asks the line
 * immediately before the first byte may leave, and sends nothing when the line says no. It knows nothing of deadlines,
 * retries or the meaning of answers. Connections of one's own are in the module `Undici`.
 */
import * as Context from "effect/Context"
import { carrier } from "#carrier"
import type { Carrier } from "./internal/line.ts"

export { fromFetch, type Proof } from "./internal/fetching.ts"
export type { Carrier, DirectLine, Head, Line } from "./internal/line.ts"
export { platform } from "./internal/platform.ts"

/** What `Transport` holds. */
export type Transport = Carrier

/**
 * The transport that every client uses. By default that is one pool of connections for the whole process on Node, which
 * proves the first byte, and `platform` on every other runtime.
 */
export const Transport: Context.Reference<Transport> = Context.Reference<Transport>("@switchyard/core/Transport", {
  defaultValue: () => carrier
})
