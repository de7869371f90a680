import { Clock, Feennex, type Fetch } from "@switchyard/sandbox"

/** `create` is the client under test: it sends a payout `payout-1` through the `fetch` that it is given. */
export const lostAnswer = async (create: (fetch: Fetch) => Promise<void>) => {
  const clock = Clock.manual()
  const feennex = Feennex.make({ clock, shops: [{ id: "112", secret: "test_secret" }] })

  feennex.admin.fault({ kind: "resetAfter" }, { endpoint: "/withdraw/create", reference: "payout-1" })
  feennex.admin.plan("payout", [
    { status: 3, after: 0 },
    { status: 5, after: 5_000 }
  ])

  await create(feennex.fetch) // carried out, then the connection is reset
  await clock.advance(5_000)

  return {
    paid: feennex.admin.ledger(), // what was really paid, once
    requests: feennex.admin.journal({ reference: "payout-1" }) // every request that arrived
  }
}
