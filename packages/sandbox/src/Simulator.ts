/**
 * The path every request takes through a simulated provider: read it, note it in the journal, play the scripted
 * faults around acting, and decide what happens to the connection. What acting means is the provider's own business.
 */
import type { Clock } from "./Clock.ts"
import type { Fault } from "./Fault.ts"
import type { GivenMembers } from "./Held.ts"
import type { Json } from "./internal/json.ts"
import type { Draft, Journal } from "./Journal.ts"
import type { Answer, Handler, Reply } from "./Reply.ts"
import type { Script } from "./Script.ts"
import type { Modifier } from "./Shape.ts"
import { isModifier, shape } from "./Shape.ts"
import { fill } from "./Words.ts"

/** A request as far as the provider-neutral path needs to know it. */
export interface Call {
  readonly method: string
  readonly endpoint: string
  readonly reference: string | null
  /** The body with persons and secrets hidden. */
  readonly masked: Json
  /** The body as it came in. */
  readonly raw: string
}

/** The part of a simulator that differs by provider. */
export interface Provider<C extends Call> {
  /** The endpoint's name, from the address alone. */
  readonly endpointOf: (method: string, url: URL) => string
  /** Reads the whole request; must not fail on any body. */
  readonly read: (request: Request, endpoint: string) => Promise<C>
  /** Called for each request that was read, whatever happens to it later. */
  readonly note: (call: C) => void
  readonly act: (call: C) => Answer | Promise<Answer>
  /** The known data of the person the call is about: scripted texts may repeat it. */
  readonly given: (call: C) => GivenMembers
  /** The provider's own error; the fault's message is filled in already. */
  readonly scriptedError: (fault: Extract<Fault, { kind: "error" }>, call: C) => Answer
  /** The provider's own answer to too many requests; a page unless given. */
  readonly rateLimited?: (call: C) => Answer
  /** Called once the answer goes out, or would. */
  readonly finish?: (call: C) => void
}

/** The dependencies of the path. */
export interface Options<C extends Call> {
  readonly provider: Provider<C>
  readonly clock: Clock
  readonly journal: Journal
  readonly faults: Script<Fault>
  readonly isOffline: () => boolean
  /** Runs a task later on the clock, unless everything is reset before. */
  readonly after: (ms: number, task: () => void) => void
}

const page = (status: number, title: string): Answer => ({
  status,
  headers: { "content-type": "text/html" },
  body: `<html><head><title>${status} ${title}</title></head><body><h1>${status} ${title}</h1></body></html>`,
  summary: "html"
})

const withHeaders = (answer: Answer, fault: Fault): Answer => {
  const retryAfter = "retryAfter" in fault ? fault.retryAfter : undefined
  const more = "headers" in fault ? fault.headers : undefined
  const wait = retryAfter === undefined ? {} : { "retry-after": String(retryAfter) }
  return { ...answer, headers: { ...answer.headers, ...wait, ...more } }
}

// The answer that replaces the provider's own, where the fault has one.
const replacement = <C extends Call>(fault: Fault, call: C, provider: Provider<C>): Answer | undefined => {
  switch (fault.kind) {
    case "error": {
      const { message } = fault
      const words = message === undefined ? {} : { message: fill(message, provider.given(call)) }
      return provider.scriptedError({ ...fault, ...words }, call)
    }
    case "html":
      return page(fault.status ?? 502, "Bad Gateway")
    case "answer": {
      const headers = {
        "content-type": fault.contentType ?? "application/json",
        ...(fault.location !== undefined && { location: fault.location })
      }
      const body = fill(fault.body, provider.given(call))
      return { status: fault.status ?? 200, headers, body, summary: "scripted" }
    }
    case "rateLimit":
      return provider.rateLimited?.(call) ?? page(429, "Too Many Requests")
    default:
      return undefined
  }
}

const actsUnder = (fault: Fault | undefined): boolean => {
  switch (fault?.kind) {
    case undefined:
    case "resetAfter":
    case "silentAfter":
    case "truncate":
      return true
    case "error":
    case "html":
    case "answer":
    case "rateLimit":
      return fault?.acts === true
    default:
      return false
  }
}

const replyTo = (fault: Fault | undefined, answer: Answer | undefined): Reply => {
  switch (fault?.kind) {
    case "resetBefore":
    case "resetAfter":
    case "refuse":
      return { kind: "reset" }
    case "silentBefore":
    case "silentAfter":
      return { kind: "silence" }
    default:
      if (answer === undefined) return { kind: "reset" }
      return { kind: fault?.kind === "truncate" ? "truncate" : "answer", answer }
  }
}

const close = (draft: Draft, reply: Reply): Reply => {
  draft.reply = reply.kind
  if ("answer" in reply) {
    draft.status = reply.answer.status
    draft.summary = reply.answer.summary ?? null
  }
  return reply
}

/** A simulated provider as a function of requests. */
export const make = <C extends Call>(options: Options<C>): Handler => {
  const { provider, clock, journal, faults, after } = options

  const open = (call: Call, fault: string | null): Draft => {
    const { method, endpoint, reference, masked, raw } = call
    const rest = { fault, acted: false, reply: "pending", status: null, summary: null }
    return journal.open({ at: clock.now(), method, endpoint, reference, body: masked, ...rest }, raw)
  }

  return async (request) => {
    if (options.isOffline()) return { kind: "offline" }
    const endpoint = provider.endpointOf(request.method, new URL(request.url))
    const unread = { method: request.method, endpoint, reference: null, masked: null, raw: "" }
    if (faults.take(unread, (fault) => fault.kind === "refuse") !== undefined) {
      return close(open(unread, "refuse"), { kind: "reset" })
    }

    const call = await provider.read(request, endpoint)
    const draft = open(call, null)
    provider.note(call)

    // A modifier that is there for every request meets each of them once.
    const modifiers = new Set<Modifier>()
    const takeFault = () =>
      faults.take(call, (next) => next.kind !== "refuse" && !(isModifier(next) && modifiers.has(next)))
    let waitAfter = 0
    let fault = takeFault()
    for (; fault !== undefined && isModifier(fault); fault = takeFault()) {
      modifiers.add(fault)
      draft.fault = fault.kind
      if (fault.kind !== "delay") continue
      if (fault.when === "after") waitAfter += fault.ms
      else await clock.sleep(fault.ms)
    }
    if (fault !== undefined) draft.fault = fault.kind

    draft.acted = actsUnder(fault)
    const own = draft.acted ? await provider.act(call) : undefined
    const scripted = fault && replacement(fault, call, provider)
    const plain = fault && scripted ? withHeaders(scripted, fault) : own
    const answer = plain && shape(plain, modifiers, () => provider.given(call))
    if (fault?.kind === "error" && fault.later !== undefined && !draft.acted) {
      after(fault.later, () => {
        draft.acted = true
        void provider.act(call)
      })
    }
    if (waitAfter > 0) await clock.sleep(waitAfter)
    provider.finish?.(call)
    return close(draft, replyTo(fault, answer))
  }
}
