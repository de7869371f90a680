/**
 * The transport of a harness on sockets. It dials for real, and adds what only the near end can do: it counts the
 * connections that are asked for, plays the faults that come before the first byte, and has every other fault passed to
 * the provider at the moment its request is about to leave, so that one operation may have any number of addresses.
 */
import type { Transport } from "@switchyard/core/Transport"
import * as Undici from "@switchyard/core/Undici"
import type { Answer, Request as Arrived, Fault, Operation, Purpose } from "../Harness.ts"
import { arrived } from "../internal/arrived.ts"
import { responseOf } from "../internal/response.ts"

/** A fault that a server can play. */
export type ServerFault = Exclude<
  Fault,
  { readonly kind: "refused" | "unresolved" | "slowConnect" | "otherReference" | "changed" }
>

/** The facts that the dialer needs about the provider and its simulator. */
export interface Options {
  /** The operation that a request belongs to. */
  readonly operationOf: (method: string, path: string) => Purpose | undefined
  /** Makes the provider play a fault on the request with this path that comes next. */
  readonly playFault: (fault: ServerFault, operation: Operation, path: string) => void
  /** The reference that was given out last, for an answer that shall speak of another one. */
  readonly reference: () => string | undefined
  /** Waits on the shared clock. */
  readonly sleep: (millis: number, signal: AbortSignal) => Promise<void>
}

/** A transport and the hand on it. */
export interface Dialer {
  readonly transport: Transport
  /** Plays a fault on the next request of an operation. */
  readonly fault: (operation: Operation, fault: Fault) => void
  /** How many connections were asked for. */
  readonly connecting: () => number
  /** Every request whose first byte has left, but for those that are cut off before they are read. */
  readonly requests: () => ReadonlyArray<Arrived>
  /** Breaks every connection. */
  readonly close: () => Promise<void>
}

// Nobody listens on tcpmux, and no system gives its port to somebody who asks for any free one.
const closed = "http://127.0.0.1:1/"

const unresolved = (): Error => Object.assign(new Error("the name is not resolved"), { code: "ENOTFOUND" })

// The genuine answer, but not as it was sent.
const changed = async (answer: Response, change: (genuine: Answer) => Answer): Promise<Response> => {
  const { headers, ...rest } = change({ status: answer.status, body: await answer.text() })
  return responseOf({ ...rest, headers: { ...Object.fromEntries(answer.headers), ...headers } })
}

/** A dialer over connections of its own. */
export const make = (options: Options): Dialer => {
  const real = Undici.make()
  const pending: Array<{ readonly operation: Operation; readonly fault: Fault }> = []
  const requests: Array<Arrived> = []
  let count = 0

  const take = (operation: Operation | undefined): Fault | undefined => {
    const index = pending.findIndex((entry) => entry.operation === operation)
    return index < 0 ? undefined : pending.splice(index, 1)[0]?.fault
  }

  // As a cache or a proxy would that mixes up two exchanges: the genuine answer, but to somebody else.
  const mixedUp = ({ body, status }: Answer): Answer => {
    const reference = options.reference() ?? body
    return { status, body: body.replaceAll(reference, `another-than-${reference}`) }
  }

  const transport: Transport = async (request, given) => {
    const path = new URL(request.url).pathname
    const operation = options.operationOf(request.method, path)
    if (operation === "token") return real(request, given)
    count += 1
    const fault = take(operation)
    const { body, maxAnswerBytes, signal } = given
    const acquire = () => {
      const isOpen = given.acquire()
      // Whoever asks at an address that is not the provider's has followed something.
      if (isOpen && fault?.kind !== "cutBeforeReading") requests.push(arrived(operation ?? "create", request, body))
      return isOpen
    }
    const permit = { acquire, body, maxAnswerBytes, signal }
    if (fault === undefined) return real(request, permit)
    switch (fault.kind) {
      case "refused":
        return real(new Request(closed, request), permit)
      case "unresolved":
        throw unresolved()
      case "slowConnect":
        await options.sleep(fault.millis, permit.signal)
        return real(request, permit)
      case "otherReference":
        return changed(await real(request, permit), mixedUp)
      case "changed":
        return changed(await real(request, permit), fault.change)
      default:
        if (operation !== undefined) options.playFault(fault, operation, path)
        return real(request, permit)
    }
  }

  return {
    transport,
    fault: (operation, fault) => void pending.push({ operation, fault }),
    connecting: () => count,
    requests: () => requests.slice(),
    close: real.close
  }
}
