/** The default transport on Node: one pool of connections of undici for the whole process. */
import type { TransportFunction } from "./permit.ts"
import * as Pool from "./pool.ts"

let shared: Pool.Pool | undefined

/** A pool that is made with the first request. */
export const defaultTransport: TransportFunction = (request, permit) => {
  shared ??= Pool.make({})
  return shared.send(request, permit)
}
