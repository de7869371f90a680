/**
 * The adapter of the reference provider with a network between: its operations, mappings and manifest, over a line to the process in
 * which the provider lives and outlives every gateway.
 */
import * as Http from "@switchyard/core/Http"
import * as Provider from "@switchyard/core/Provider"
import * as MemoryClient from "@switchyard/memory/MemoryClient"
import * as MemoryPayments from "@switchyard/memory/MemoryPayments"
import * as MemoryRefunds from "@switchyard/memory/MemoryRefunds"
import type { Exchange } from "@switchyard/memory/Simulator"
import { Addressed, packageName } from "./account.ts"

const lineTo = (baseUrl: string): Exchange => {
  const http = Http.make({ baseUrl, headers: { "content-type": "application/json" } })
  return ({ body, headers, path }, deadline) => http.send({ method: "POST", path, headers, body }, { deadline })
}

/** What the config names. */
export const { plugin } = Provider.define({
  name: packageName,
  options: Addressed,
  account: ({ account }) => account,
  confirmAccount: "inRequest",
  secrets: ({ secretKey }) => [secretKey],
  client: (options) => MemoryClient.make(options, lineTo(options.baseUrl)),
  kinds: { payments: MemoryPayments.make, refunds: MemoryRefunds.make }
})
