import type { Harness } from "@switchyard/contract-tests"
import type { Transport } from "@switchyard/core/Transport"

/** `next` takes the fault that was asked for, if it is one of the connection; `sleep` is the shared clock's. */
export const faulty =
  (
    real: Transport,
    next: (request: Request) => Harness.Fault | undefined,
    sleep: (millis: number, signal: AbortSignal) => Promise<void>
  ): Transport =>
  async (request, permit) => {
    const fault = next(request)
    if (fault?.kind === "refused" || fault?.kind === "unresolved") {
      await request.arrayBuffer() // Node complains about a multipart body that nobody reads.
      throw Object.assign(new Error(), { code: fault.kind === "refused" ? "ECONNREFUSED" : "ENOTFOUND" })
    }
    if (fault?.kind === "slowConnect") await sleep(fault.millis, permit.signal)
    return real(request, permit)
  }
