/**
 * What lies between a process of ours and the providers: `Transport.fromFetch` over the simulators that have a host. It
 * tells a refused connection (nothing has left) from one that is cut later, stops with a process that died before its
 * first byte, and lets a connection take its time, so that a deadline can pass before the line is opened.
 */
import * as Transport from "@switchyard/core/Transport"
import type { Caller } from "./caller.ts"
import { hosts } from "./config.ts"
import type { Networked } from "./simulators.ts"
import type { Time } from "./time.ts"

const refused = () => Object.assign(new Error("connect ECONNREFUSED"), { code: "ECONNREFUSED" })

const never = new Promise<never>(() => {})

/** A transport of one process. */
export const make =
  (
    time: Time,
    simulators: Readonly<Record<string, Networked>>,
    caller: Caller,
    record: (who: string, text: string) => void
  ): Transport.Transport =>
  async (request, line) => {
    time.touch()
    const url = new URL(request.url)
    const simulator = simulators[hosts[url.host] ?? ""]
    if (simulator === undefined) throw refused()
    const isCreate = url.pathname.endsWith(simulator.createPath)
    const label = `${simulator.provider} ${url.pathname.split("/").filter(Boolean).slice(-2).join("/")}`
    if (isCreate) await caller.reach("connecting")
    if (caller.isDown()) return never
    if (simulator.isOffline()) {
      record(caller.name, `calls ${label}: connection refused`)
      throw refused()
    }
    let hasLeft = false
    const carry = Transport.fromFetch((wire) => {
      hasLeft = true
      record(caller.name, `calls ${label}`)
      const answer = simulator.fetch(wire)
      // The process may die now; what has left has left.
      if (isCreate) void caller.reach("sending")
      return answer
    })
    try {
      const response = await carry(request, line)
      record(simulator.provider, `answers ${label}: ${response.status}`)
      return response
    } catch (error) {
      record(
        hasLeft ? simulator.provider : caller.name,
        `${hasLeft ? "gives no whole answer to" : "is too late to call"} ${label}`
      )
      throw error
    } finally {
      time.touch()
    }
  }
