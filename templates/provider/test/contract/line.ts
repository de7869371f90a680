/**
 * The line between the adapter and the simulator, in this process: it counts connections and requests, and plays the
 * faults of a connection itself. It knows nothing of __Vendor__; what the simulator answers stands in `simulator.ts`.
 */
import type { Harness } from "@switchyard/contract-tests"
import type { Transport } from "@switchyard/core/Transport"
import type * as Clock from "effect/Clock"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import type { Answer, Simulator, Incoming } from "./simulator.ts"

const lost = (code: string) => Object.assign(new Error(code), { code })

const hungUp = (signal: AbortSignal) =>
  new Promise<never>((_, reject) => {
    if (signal.aborted) reject(lost("ECONNRESET"))
    signal.addEventListener("abort", () => reject(lost("ECONNRESET")), { once: true })
  })

// Under these there is no body, and a Response is not made with one.
const bodiless = new Set([204, 205, 304])

const toResponse = ({ body, bytes, headers = {}, status }: Answer) =>
  new Response(bodiless.has(status) ? null : (bytes ?? body), { status, headers })

// Half of the body arrives, then the connection ends.
const truncated = ({ body, headers = {}, status }: Answer) => {
  const half = new TextEncoder().encode(body).slice(0, Math.ceil(body.length / 2))
  const stream = new ReadableStream<Uint8Array>({
    start: (controller) => controller.enqueue(half),
    pull: (controller) => controller.error(lost("ECONNRESET"))
  })
  return new Response(stream, { status, headers })
}

/** The line in front of a simulator. */
export const make = (clock: Clock.Clock, simulator: Simulator) => {
  const waiting: Array<{ readonly operation: Harness.Operation; readonly fault: Harness.Fault; after: number }> = []
  const received: Array<Harness.Received> = []
  const requests: Array<Harness.Request> = []
  let connecting = 0
  let defect: unknown

  const sleep = (millis: number, signal: AbortSignal) =>
    Effect.runPromise(clock.sleep(Duration.millis(millis)), { signal })

  const take = (operation: Harness.Operation): Harness.Fault | undefined => {
    const all = waiting.filter((candidate) => candidate.operation === operation)
    const due = all.find(({ after }) => after === 0)
    for (const each of all) each.after = Math.max(0, each.after - 1)
    if (due !== undefined) waiting.splice(waiting.indexOf(due), 1)
    return due?.fault
  }

  // The simulator does not act, and answers why.
  const refusal = (fault: Harness.Fault | undefined): Answer | undefined => {
    if (fault?.kind === "rateLimit") {
      return { ...simulator.rateLimit(), status: 429, headers: { "retry-after": String(fault.retryAfterSeconds) } }
    }
    if (fault?.kind === "refuse") return simulator.refusal(fault.reason)
    return fault?.kind === "duplicate" ? simulator.duplicate() : undefined
  }

  // The simulator has acted, and another answer arrives than its own.
  const instead = (fault: Harness.Fault | undefined, answer: Answer): Answer => {
    switch (fault?.kind) {
      case "rubbish":
        return { status: 200, body: `{"rubbish":tru ${fault.text ?? ""}` }
      case "undocumented":
        return simulator.undocumented()
      case "html502":
        return { status: 502, body: "<html><h1>502 Bad Gateway</h1></html>", headers: { "content-type": "text/html" } }
      case "redirect":
        return { status: 302, body: "", headers: { location: "/elsewhere" } }
      case "unknownAnswer":
        return simulator.unknownAnswer(`never seen before ${fault.text ?? ""}`)
      case "nearRefusal":
        return simulator.nearRefusal(fault.reason)
      case "otherReference":
        return simulator.ofAnother(answer)
      case "changed":
        return { ...answer, ...fault.change(answer) }
      default:
        return answer
    }
  }

  const exchange: Transport = async (request, permit) => {
    const { pathname, search } = new URL(request.url)
    const incoming: Incoming = {
      method: request.method,
      path: pathname + search,
      headers: Object.fromEntries(request.headers),
      body: permit.body ?? ""
    }
    const operation = simulator.operationOf(incoming)
    if (operation === "token") {
      if (!permit.acquire()) throw lost("PERMIT_REFUSED")
      return toResponse(simulator.act(incoming))
    }
    connecting += 1
    const fault = take(operation)
    if (fault?.kind === "refused") throw lost("ECONNREFUSED")
    if (fault?.kind === "unresolved") throw lost("ENOTFOUND")
    if (fault?.kind === "slowConnect") await sleep(fault.millis, permit.signal)
    if (!permit.acquire()) throw lost("PERMIT_REFUSED")

    // From here on bytes have left.
    const isRead = fault?.kind !== "cutBeforeReading"
    received.push({ operation, reference: isRead ? simulator.referenceOf(incoming) : undefined })
    if (!isRead) throw lost("ECONNRESET")
    const { body, headers } = incoming
    requests.push({ operation, method: request.method, path: pathname, query: search.slice(1), headers, body })
    if (fault?.kind === "stallWithoutActing") return hungUp(permit.signal)
    const refused = refusal(fault)
    if (refused !== undefined) return toResponse(refused)
    const answer = instead(fault, simulator.act(incoming))
    if (fault?.kind === "cutAfterActing") throw lost("ECONNRESET")
    if (fault?.kind === "stallAfterActing") return hungUp(permit.signal)
    if (fault?.kind === "slow") await sleep(fault.millis, permit.signal)
    return fault?.kind === "truncate" ? truncated(answer) : toResponse(answer)
  }

  const transport: Transport = async (request, permit) => {
    try {
      return await exchange(request, permit)
    } catch (error) {
      if (!(error instanceof Error && "code" in error) && !permit.signal.aborted) defect ??= error
      throw error
    }
  }

  return {
    transport,
    fault: (operation: Harness.Operation, fault: Harness.Fault, after = 0) =>
      void waiting.push({ operation, fault, after }),
    connecting: () => connecting,
    received: () => received.slice(),
    requests: () => requests.slice(),
    /** Throws what the simulator itself threw. */
    complain: () => {
      if (defect !== undefined) throw defect
    }
  }
}
