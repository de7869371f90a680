/** What carries requests on Node unless somebody chooses: one pool of connections of undici for the whole process. */
import type { Carrier } from "./line.ts"
import * as Pool from "./pool.ts"

let shared: Pool.Pool | undefined

/** A pool that is made with the first request. */
export const carrier: Carrier = (request, line) => {
  shared ??= Pool.make({})
  return shared.carry(request, line)
}
