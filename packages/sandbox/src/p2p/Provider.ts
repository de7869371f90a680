/**
 * The P2P platform as the simulator's path sees it: which endpoint a request is for, what it refers to, and who deals
 * with it. Here keys, content types and addresses are checked and reads are counted.
 */
import type { GivenMembers } from "../Held.ts"
import { givenBy } from "../Held.ts"
import type { Body } from "../internal/body.ts"
import { isJsonType, readBody } from "../internal/body.ts"
import type { JsonObject } from "../internal/json.ts"
import { isObject, member } from "../internal/json.ts"
import { mask } from "../Journal.ts"
import type { Answer } from "../Reply.ts"
import type { Call, Provider } from "../Simulator.ts"
import { withEcho } from "../Words.ts"
import type { Address, Endpoint } from "./Address.ts"
import { parse } from "./Address.ts"
import { documented, failure, own, Refused, success, tooMany } from "./Answers.ts"
import type { Callbacks } from "./Callbacks.ts"
import { cheque } from "./Cheque.ts"
import { merchantStatus } from "./MerchantStatus.ts"
import type { Merchant } from "./Options.ts"
import { described } from "./PayoutAnswer.ts"
import * as Payouts from "./Payouts.ts"
import * as Polling from "./Polling.ts"
import type { State } from "./State.ts"
import { find, isHidden } from "./State.ts"

/** A request to the P2P platform, read. */
export interface P2pCall extends Call, Body {
  readonly url: URL
  readonly address: Address | undefined
  readonly apiKey: string | null
}

const largest = 1024 * 1024

const visible = new Set(["order_id", "payment_method", "fiat_amount", "fiat_currency", "timeout"])

const verbs: Readonly<Record<Endpoint, "GET" | "POST">> = {
  create_pay_out: "POST",
  rejected_pay_out: "POST",
  status_pay_out: "GET",
  status: "GET"
}

const referenceOf = (state: State, address: Address | undefined, body: Body): string | null => {
  if (address?.id !== undefined && address.id !== null) {
    const merchant = state.merchants.get(address.merchant)
    const payout = merchant && find(state, merchant, address.id)
    return payout?.order.orderId ?? address.id
  }
  const orderId = isObject(body.json) ? member(body.json, "order_id") : undefined
  return typeof orderId === "string" ? orderId : null
}

// What is known of whoever a request is about: from the payout, and from the request itself.
const givenFor = (state: State, { json, reference }: P2pCall): GivenMembers => ({
  ...state.payouts.findLast(({ order }) => order.orderId === reference)?.given,
  ...(isObject(json) && givenBy(json))
})

const merchantOf = (state: State, address: Address): Merchant => {
  const merchant = state.merchants.get(address.merchant)
  if (merchant === undefined) throw new Refused(own.merchant)
  return merchant
}

const reader = (state: State, call: P2pCall, address: Address): Merchant => {
  if (state.settings.contentTypeOnReads && !isJsonType(call.contentType)) throw new Refused(own.contentType)
  const merchant = merchantOf(state, address)
  if (call.apiKey !== merchant.apiKey) throw new Refused(own.apiKey)
  return merchant
}

const bodyOf = (call: P2pCall): JsonObject => {
  if (call.bytes === null) throw new Refused(own.tooLarge)
  if (!isJsonType(call.contentType)) throw new Refused(own.contentType)
  if (!isObject(call.json)) throw new Refused(own.body)
  return call.json
}

const redirect = (url: URL): Answer => ({
  status: 301,
  headers: { "content-type": "text/html", location: `${url.pathname}/${url.search}` },
  body: "",
  summary: "redirect"
})

/** The P2P platform for the simulator's path. */
export const make = (state: State, callbacks: Callbacks): Provider<P2pCall> => {
  const { clock, journal } = state.world
  const waits = new WeakMap<P2pCall, number>()

  const readPayout = (call: P2pCall, address: Address): Answer => {
    const merchant = reader(state, call, address)
    const wait = waits.get(call)
    if (wait !== undefined) return tooMany(wait)
    const payout = find(state, merchant, address.id ?? "")
    if (payout === undefined || isHidden(state, payout)) throw new Refused(own.notFound)
    return success(described(payout, state.settings), state.settings.okInStatusAnswer)
  }

  const carryOut = async (call: P2pCall): Promise<Answer> => {
    const { address, url, method } = call
    if (address === undefined) {
      const page = method === "GET" ? cheque(state, url.pathname) : undefined
      if (page !== undefined) return page
      throw new Refused(own.path, 404)
    }
    if (!address.hasSlash) return redirect(url)
    if (method !== verbs[address.endpoint]) throw new Refused(own.method, 405)
    switch (address.endpoint) {
      case "create_pay_out":
        return Payouts.create(state, callbacks, merchantOf(state, address), bodyOf(call), url.origin)
      case "rejected_pay_out":
        return Payouts.cancel(state, callbacks, merchantOf(state, address), bodyOf(call))
      case "status_pay_out":
        return readPayout(call, address)
      case "status":
        return merchantStatus(state, reader(state, call, address))
    }
  }

  // Only reads with the right key count: nobody else's requests may use up a merchant's share.
  const countRead = (call: P2pCall, address: Address): void => {
    const merchant = state.merchants.get(address.merchant)
    if (call.method !== "GET" || merchant === undefined || call.apiKey !== merchant.apiKey) return
    const id = address.id ?? ""
    const wait = Polling.note(state, Payouts.readKey(merchant, find(state, merchant, id), id))
    if (wait === undefined) return
    waits.set(call, wait)
    const { statusReads, statusWindow } = state.settings
    const detail = `more than ${statusReads} reads of one payout in ${statusWindow} ms without an agreement on polling`
    const { endpoint, reference } = call
    journal.violate({ at: clock.now(), kind: "tooEarly", endpoint, reference, detail })
  }

  return {
    endpointOf: (_method, url) => {
      const address = parse(url.pathname)
      return address?.hasSlash === true ? address.endpoint : url.pathname
    },
    read: async (request, endpoint) => {
      const url = new URL(request.url)
      const address = parse(url.pathname)
      const body = await readBody(request, largest)
      return {
        ...body,
        method: request.method,
        endpoint,
        url,
        address,
        apiKey: request.headers.get("x-api-key"),
        reference: referenceOf(state, address, body),
        masked: body.json === undefined ? null : mask(body.json, visible)
      }
    },
    note: (call) => {
      const { address, endpoint, reference } = call
      if (address === undefined) return
      if (!address.hasSlash) {
        const detail = `${call.method} without the slash at the end, answered by a redirect`
        journal.violate({ at: clock.now(), kind: "address", endpoint, reference, detail })
      } else if (address.endpoint === "status_pay_out") countRead(call, address)
    },
    act: async (call) => {
      try {
        return await carryOut(call)
      } catch (error) {
        if (!(error instanceof Refused)) throw error
        const { echo, errorStatus } = state.settings
        // A documented text is a refusal only as it stands.
        const isDocumented = Object.values<string>(documented).includes(error.message)
        const text = isDocumented ? error.message : withEcho(error.message, echo, () => givenFor(state, call))
        return failure(text, error.status ?? errorStatus)
      }
    },
    given: (call) => givenFor(state, call),
    scriptedError: ({ message = own.scripted, status = state.settings.errorStatus }) => failure(message, status)
  }
}
