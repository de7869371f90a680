/** A request that leaves through a transport, as the provider gets it. */
import type { Request as Arrived, Operation } from "../Harness.ts"

/** The request as the harness records it; a body that is not text is left out. */
export const arrived = (operation: Operation, request: Request, body = ""): Arrived => {
  const { pathname, search } = new URL(request.url)
  return {
    operation,
    method: request.method,
    path: pathname,
    query: search.slice(1),
    headers: Object.fromEntries(request.headers),
    body
  }
}
