/**
 * A simulator without a network that plays a provider's documents: each request gets the printed answer of its
 * operation, made to speak of what was asked for. It checks the signature of every request by the documents' rule, and
 * it moves no money: it serves the laws about decoding, status, amounts and signing, and no others.
 */
import * as Transport from "@switchyard/core/Transport"
import * as Effect from "effect/Effect"
import type { Request as Arrived, Fault, Held as HeldByAny, Operation, Purpose, Received, Service } from "../Harness.ts"
import { arrived } from "../internal/arrived.ts"
import { responseOf } from "../internal/response.ts"
import * as ManualClock from "../ManualClock.ts"
import type { Answer } from "./Documents.ts"

/** A request as the player hears it. */
export interface Heard {
  readonly operation: Operation
  readonly method: string
  readonly path: string
  /** What is searched for: everything after `?`. */
  readonly query: URLSearchParams
  readonly headers: Headers
  readonly body: string
}

/** The reference and amount that a create asked for. */
export type Asked = HeldByAny

/** An operation of the player's. */
export interface Held extends Asked {
  /** The provider's own id. */
  readonly id: string
  /** The provider's word for its status. */
  readonly word: string
  /** The create's body, for what an answer repeats of it. */
  readonly body: string
  /** What its answers say from now on beside the status, by names of the script's: why it failed, whom it waits for, what its payer must do. */
  readonly told?: { readonly [name: string]: string }
}

/** A provider's documents. */
export interface Script {
  readonly operationOf: (method: string, path: string, query: URLSearchParams) => Purpose | undefined
  readonly isSigned: (heard: Heard) => boolean
  /** The operation's reference in a request, by whichever id it is asked for. */
  readonly referenceOf: (heard: Heard, held: ReadonlyArray<Held>) => string | undefined
  readonly asked: (body: string) => Asked
  readonly initialWord: string
  /** The provider's id of its operation of this number, 0 being the first, in the form of its documents; left out: eight digits. */
  readonly idOf?: (index: number, asked: Asked) => string
  /** The printed answer, about an operation where there is one. */
  readonly answer: (heard: Heard, held: Held | undefined) => Answer
  readonly unsigned: Answer
  /** The printed answer to who asks for a token; must be there where `operationOf` knows such a request. */
  readonly token?: Answer
  /** The answer under a fault; undefined where documents alone cannot play it. */
  readonly fault: (fault: Fault, operation: Operation) => Answer | undefined
}

/** A player and what it has heard. */
export interface Player {
  readonly transport: Transport.Transport
  readonly harness: Pick<
    Service,
    | "clock"
    | "advance"
    | "patience"
    | "reference"
    | "fault"
    | "thrown"
    | "connecting"
    | "received"
    | "requests"
    | "held"
    | "settle"
  >
  readonly find: (reference: string) => Held
  /** Tells an operation what its answers say beside the status, for `failures`, `waits` and `payerAsks` of a harness. */
  readonly tell: (reference: string, told: { readonly [name: string]: string }) => Effect.Effect<void>
}

// What does not act; all other faults are played over an answer.
const idle: ReadonlySet<Fault["kind"]> = new Set(["refuse", "duplicate", "rateLimit"])

// Nothing here waits for a network; a call that is still running after this hangs.
const patience = Effect.callback<void>((resume) => {
  const timer = setTimeout(() => resume(Effect.void), 2_000)
  return Effect.sync(() => clearTimeout(timer))
})

/** Plays a provider's documents. */
export const make = (script: Script): Player => {
  const { advance, clock } = ManualClock.make()
  const held: Array<Held> = []
  const received: Array<Received> = []
  const requests: Array<Arrived> = []
  const pending: Array<{ readonly operation: Operation; readonly fault: Fault }> = []
  let used = 0

  const find = (reference: string): Held => {
    const found = held.find((operation) => operation.reference === reference)
    if (found === undefined) throw new RangeError(`the player holds no ${reference}`)
    return found
  }

  const act = (heard: Heard, reference: string | undefined): Answer => {
    if (heard.operation === "create") {
      const asked = script.asked(heard.body)
      const id = script.idOf?.(held.length, asked) ?? String(11_298_076 + held.length)
      held.push({ ...asked, id, word: script.initialWord, body: heard.body })
    }
    return script.answer(
      heard,
      held.findLast((operation) => operation.reference === reference)
    )
  }

  const play = (heard: Heard): Answer => {
    const reference = script.referenceOf(heard, held)
    received.push({ operation: heard.operation, reference })
    const index = pending.findIndex(({ operation }) => operation === heard.operation)
    const fault = index < 0 ? undefined : pending.splice(index, 1)[0]?.fault
    if (!script.isSigned(heard)) return script.unsigned
    const answer = fault !== undefined && idle.has(fault.kind) ? undefined : act(heard, reference)
    if (answer !== undefined && fault?.kind === "otherReference") {
      return { ...answer, body: answer.body.replaceAll(reference ?? answer.body, `another-than-${reference}`) }
    }
    if (answer !== undefined && fault?.kind === "changed") return { ...answer, ...fault.change(answer) }
    const played = fault === undefined ? answer : script.fault(fault, heard.operation)
    if (played === undefined) throw new RangeError(`documents cannot play ${fault?.kind}`)
    return played
  }

  const answered = async (request: Request): Promise<Response> => {
    const { pathname: path, searchParams: query } = new URL(request.url)
    const { headers, method } = request
    const operation = script.operationOf(method, path, query)
    const body = await request.text()
    if (operation === "token") {
      if (script.token === undefined) throw new RangeError("no fixture of a token")
      const { body: printed, headers: named, status } = script.token
      return new Response(printed, { status, headers: { "content-type": "application/json", ...named } })
    }
    if (operation === undefined) {
      received.push({ operation: "create", reference: undefined })
      requests.push(arrived("create", request, body))
      return new Response(null, { status: 404 })
    }
    requests.push(arrived(operation, request, body))
    const answer = play({ operation, method, path, query, headers, body })
    return responseOf({ ...answer, headers: { "content-type": "application/json", ...answer.headers } })
  }

  // To the adapter it is a lost connection, so the first one is kept: it is the script's, and no answer of the documents.
  let thrown: unknown
  const fetch = (request: Request): Promise<Response> =>
    answered(request).catch((cause) => {
      thrown ??= cause
      throw cause
    })

  const change = (reference: string, changes: Partial<Held>) =>
    Effect.sync(() => {
      const found = find(reference)
      held[held.indexOf(found)] = { ...found, ...changes }
    })

  return {
    transport: Transport.fromFetch(fetch),
    find,
    tell: (reference, told) => change(reference, { told }),
    harness: {
      clock,
      advance,
      patience,
      reference: Effect.sync(() => {
        used += 1
        return `replay-${used}`
      }),
      fault: (operation, fault) => Effect.sync(() => void pending.push({ operation, fault })),
      thrown: Effect.sync(() => thrown),
      connecting: Effect.sync(() => received.length),
      received: Effect.sync(() => received.slice()),
      requests: Effect.sync(() => requests.slice()),
      held: Effect.sync(() => held.slice()),
      settle: (reference, word) => change(reference, { word })
    }
  }
}
