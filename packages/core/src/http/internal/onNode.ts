/** The transports on Node: by default one pool of connections of undici for the whole process, and pools of one's own. */
import { connectionIssues } from "./connectionIssues.ts"
import type { OwnPools } from "./ownPool.ts"
import type { TransportFunction } from "./permit.ts"
import * as Pool from "./pool.ts"

let shared: Pool.Pool | undefined

/** A pool that is made with the first request. */
export const defaultTransport: TransportFunction = (request, permit) => {
  shared ??= Pool.make({})
  return shared.send(request, permit)
}

/** A pool for each who asks. */
export const ownPools: OwnPools = {
  issues: connectionIssues,
  make: (options) => {
    const { close, send } = Pool.make(options)
    return { transport: send, close }
  }
}
