/**
 * A request to a simulated Stripe as far as it can be read without knowing who asks: its parameters, what of it may be seen, and the
 * operation that it is about.
 */
import type { GivenMembers } from "../Held.ts"
import { readBody } from "../internal/body.ts"
import type { Json } from "../internal/json.ts"
import { mask } from "../Journal.ts"
import type { Call } from "../Simulator.ts"
import * as Ids from "./Ids.ts"
import * as Pages from "./Pages.ts"
import * as References from "./References.ts"
import * as Routes from "./Routes.ts"
import type { State } from "./State.ts"
import { badRequest, StripeError } from "./wire/Errors.ts"
import type { Branch } from "./wire/Form.ts"
import * as Form from "./wire/Form.ts"

const largest = 1024 * 1024

/** A request to a simulated Stripe. */
export interface StripeCall extends Call {
  readonly url: URL
  readonly headers: Headers
  readonly contentType: string
  readonly bytes: Uint8Array<ArrayBuffer> | null
  /** The parameters; undefined where they cannot be read. */
  readonly tree: Branch | undefined
  readonly requestId: string
}

const visible = new Set(
  `amount currency confirm capture_method payment_method charge payment_intent destination metadata limit
  amount_to_capture final_capture reason mode transfer_group client_reference_id expand`.split(/\s+/)
)

const treeOf = (text: string): Branch | undefined => {
  try {
    return Form.read(text)
  } catch (error) {
    if (error instanceof StripeError) return undefined
    throw error
  }
}

const textOf = (tree: Branch, name: string): string | null => {
  const value = Form.own(tree, name)
  return typeof value === "string" && value !== "" ? value : null
}

const labelsOf = (tree: Branch): Record<string, string> => {
  const labels = Form.own(tree, "metadata")
  if (labels === undefined || typeof labels === "string") return {}
  const texts = Object.entries(labels).flatMap(([name, value]) => (typeof value === "string" ? [[name, value]] : []))
  return Object.fromEntries(texts)
}

// The reference that a request is about: that of the object in its path, its own, its payment's, or what it searches for.
const referenceOf = (state: State, hit: Routes.Hit | undefined, tree: Branch): string | null => {
  const inPath = state.byId.get(hit?.id ?? "")
  if (inPath !== undefined) return References.of(state, inPath)
  const own = References.byNames(state, {
    metadata: labelsOf(tree),
    clientReferenceId: textOf(tree, "client_reference_id"),
    transferGroup: textOf(tree, "transfer_group")
  })
  if (own !== null) return own
  const named = state.byId.get(textOf(tree, "payment_intent") ?? textOf(tree, "charge") ?? "")
  if (named !== undefined) return References.of(state, named)
  return /metadata\[.*?\]\s*:\s*['"](.*?)['"]/.exec((textOf(tree, "query") ?? "").slice(0, 1000))?.[1] ?? null
}

/** Everything that a request gives. */
export const givenOf = (tree: Branch | undefined): GivenMembers => tree ?? {}

/** Everything that is known of what a request is about: what came with the create of the object in its path, and with itself. */
export const knownOf = (state: State, { method, tree, url }: StripeCall): GivenMembers => ({
  ...state.byId.get(Routes.find(method, url.pathname)?.id ?? "")?.given,
  ...givenOf(tree)
})

/** The parameters; throws where they cannot be read. */
export const paramsOf = (call: StripeCall): Branch => {
  if (call.bytes === null) throw badRequest("The request is too large.")
  const hasBody = call.method !== "GET" && call.bytes.length > 0
  if (hasBody && !/^application\/x-www-form-urlencoded\s*(;|$)/i.test(call.contentType)) {
    throw badRequest("The body must be application/x-www-form-urlencoded.")
  }
  // Once more, for the error.
  return call.tree ?? Form.read(hasBody ? call.raw : call.url.search)
}

/** Reads a request; fails on nothing. */
export const read = async (state: State, request: Request, endpoint: string): Promise<StripeCall> => {
  const url = new URL(request.url)
  const { bytes, contentType, raw } = await readBody(request, largest)
  const isForm = !/json/i.test(contentType)
  const tree = treeOf(request.method === "GET" ? url.search : isForm ? raw : "")
  const hit = Routes.find(request.method, url.pathname)
  return {
    method: request.method,
    endpoint,
    url,
    headers: request.headers,
    contentType,
    bytes,
    tree,
    // A card's number, typed on a page, is kept nowhere.
    raw: Pages.endpointOf(url.pathname) === undefined ? raw : "",
    requestId: Ids.next(state.world, "req_"),
    reference: Pages.referenceOf(state, url.pathname) ?? referenceOf(state, hit, tree ?? {}),
    masked: tree === undefined ? null : mask(tree as Json, visible)
  }
}
