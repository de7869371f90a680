/**
 * Random schedules. Times are drawn from what matters to the laws (moments, deadlines, spacings, the quarter of an hour
 * after which "not found" counts), so that few events meet often. Everything that is drawn can be carried out.
 */
import type { Fault } from "@switchyard/sandbox"
import * as fc from "fast-check"
import { faultOf } from "./faults.ts"
import { leftover, repeatingFault, unlucky } from "./repeatingFaults.ts"
import type {
  ByOrderId,
  Event,
  Happening,
  Operation,
  ProviderName,
  RepeatingCall,
  Repeats,
  Route,
  Schedule,
  Settings
} from "./schedule.ts"

const byOrderId = fc.constantFrom<ByOrderId>("feennex", "p2p")
const anyProvider = fc.constantFrom<ProviderName>("feennex", "p2p", "memory")

const repeats: fc.Arbitrary<Repeats> = fc.record({
  duplicates: fc.constantFrom("replayed", "replayed", "revealed"),
  stages: fc.constantFrom(undefined, undefined, "draft" as const),
  freesDeadIds: fc.boolean(),
  replayWithinMillis: fc.constantFrom(3_600_000, 3_600_000, 3_600_000, 7_200_000, 86_400_000),
  replayAfterMillis: fc.constantFrom(60_000, 60_000, 600_000)
})

const settings: fc.Arbitrary<Settings> = fc.record({
  nodes: fc.constantFrom(1, 2),
  duplicateOrders: fc.constantFrom("accept", "accept", "accept", "refuse", "sameAnswer"),
  pollingAgreed: fc.boolean(),
  signedCallbacks: fc.boolean(),
  payoutIdInPath: fc.constantFrom("orderId", "orderId", "orderId", "orderId", "transactionId"),
  errorStatus: fc.constantFrom(200, 400),
  notFoundCode: fc.constantFrom(2000, 7),
  repeats
})

const moment = fc.oneof(
  { weight: 6, arbitrary: fc.constant(0) },
  { weight: 2, arbitrary: fc.integer({ min: 1, max: 35_000 }) },
  { weight: 1, arbitrary: fc.integer({ min: 35_000, max: 600_000 }) },
  { weight: 1, arbitrary: fc.integer({ min: 600_000, max: 8_000_000 }) }
)

const byOrderIdRoute = fc.constantFrom<Route>(
  ...(["p2p,feennex", "p2p,feennex", "feennex,p2p", "feennex,p2p", "p2p", "feennex"] as const)
)

const anyRoute = fc.oneof(
  { weight: 6, arbitrary: byOrderIdRoute },
  {
    weight: 4,
    arbitrary: fc.constantFrom<Route>("memory,feennex", "memory,p2p", "feennex,memory", "p2p,memory", "memory")
  }
)

const repeatingRoute = fc.constantFrom<Route>(
  "memory,feennex",
  "memory,feennex",
  "memory,p2p",
  "memory,p2p",
  "memory",
  "p2p,memory"
)

const operationOn = (route: fc.Arbitrary<Route>): fc.Arbitrary<Operation> =>
  fc.record({
    at: fc.oneof(
      { weight: 3, arbitrary: fc.constant(0) },
      { weight: 1, arbitrary: fc.integer({ min: 0, max: 60_000 }) }
    ),
    route,
    // 0.50 is too little for Feennex, 2000000.00 too much.
    amount: fc.constantFrom("1500.00", "1500.00", "10.01", "99999.90", "1.00", "0.50", "2000000.00"),
    currency: fc.constantFrom("RUB", "USD"),
    destination: fc.constantFrom("card", "sbp"),
    email: fc.nat(7).map((n) => n > 0)
  })

// A simulator plays a delay and then the next fault of the same call, so one that never ends would wait for ever.
const timesOf = ({ kind }: Fault, times: number | null) => (kind === "delay" ? 1 : times)

const fault: fc.Arbitrary<Happening> = fc
  .tuple(byOrderId, fc.constantFrom<"create" | "status">("create", "create", "create", "status"))
  .chain(([at, call]) =>
    fc.record({
      do: fc.constant("fault" as const),
      provider: fc.constant(at),
      call: fc.constant(call),
      fault: faultOf(at, call),
      skip: fc.constantFrom(0, 0, 0, 1),
      times: fc.constantFrom(1, 1, 2, 5, null)
    })
  )
  .map((drawn) => ({ ...drawn, times: timesOf(drawn.fault, drawn.times) }))

const faultOfRepeats: fc.Arbitrary<Happening> = fc
  .constantFrom<RepeatingCall>("create", "create", "create", "draft", "abandon", "status")
  .chain((call) =>
    fc.record({
      do: fc.constant("repeatingFault" as const),
      call: fc.constant(call),
      fault: repeatingFault[call],
      skip: fc.constantFrom(0, 0, 0, 1),
      times: fc.constantFrom(1, 1, 2, 5, null)
    })
  )

const point = fc.constantFrom(
  "picked",
  "recorded",
  "recorded",
  "connecting",
  "connecting",
  "sending",
  "sending",
  "answered",
  "answered",
  "asking",
  "observed"
)

const happeningOf = (
  provider: fc.Arbitrary<ProviderName>,
  others: ReadonlyArray<fc.WeightedArbitrary<Happening>>
): fc.Arbitrary<Happening> =>
  fc.oneof<Array<fc.WeightedArbitrary<Happening>>>(
    { weight: 10, arbitrary: fault },
    {
      weight: 4,
      arbitrary: fc.record({ do: fc.constant("crash" as const), point, skip: fc.constantFrom(0, 0, 0, 1) })
    },
    {
      weight: 4,
      arbitrary: fc.record({
        do: fc.constant("stall" as const),
        point,
        skip: fc.constantFrom(0, 0, 0, 1),
        ms: fc.constantFrom(5_000, 29_999, 30_000, 45_000, 120_000, 3_600_000)
      })
    },
    {
      weight: 4,
      arbitrary: fc.record({
        do: fc.constant("course" as const),
        provider,
        course: fc.constantFrom("paid", "paid", "failed", "canceled", "open", "undocumented", "detour"),
        after: fc.constantFrom(0, 5_000, 90_000, 1_200_000, 20_000_000)
      })
    },
    {
      weight: 2,
      arbitrary: fc.record({
        do: fc.constant("callback" as const),
        how: fc.constantFrom("early", "early", "late", "copies", "forged", "amount", "swapped", "lost", "hold")
      })
    },
    { weight: 1, arbitrary: fc.record({ do: fc.constant("deaf" as const), ms: fc.constantFrom(30_000, 500_000) }) },
    {
      weight: 2,
      arbitrary: fc.record({
        do: fc.constant("forge" as const),
        operation: fc.nat(1),
        status: fc.constantFrom("successful", "rejected_gate", "expectation", "nonsense"),
        amount: fc.constantFrom("1500.00", "1.00")
      })
    },
    { weight: 2, arbitrary: fc.record({ do: fc.constant("foreign" as const), operation: fc.nat(1) }) },
    {
      weight: 2,
      arbitrary: fc.record({
        do: fc.constant("offline" as const),
        provider,
        ms: fc.constantFrom(10_000, 50_000, 900_000, 7_200_000)
      })
    },
    { weight: 1, arbitrary: fc.record({ do: fc.constant("balance" as const), provider, empty: fc.boolean() }) },
    { weight: 2, arbitrary: fc.record({ do: fc.constant("repoint" as const), provider }) },
    { weight: 1, arbitrary: fc.record({ do: fc.constant("restart" as const) }) },
    ...others
  )

const eventOf = (happening: fc.Arbitrary<Happening>): fc.Arbitrary<Event> =>
  fc.tuple(happening, moment).map(([what, at]) => ({ ...what, at }))

const event = eventOf(
  happeningOf(anyProvider, [
    { weight: 4, arbitrary: faultOfRepeats },
    { weight: 1, arbitrary: fc.record({ do: fc.constant("cancel" as const), operation: fc.nat(1) }) },
    { weight: 1, arbitrary: fc.constant({ do: "office" as const }) }
  ])
)

/** What happens where nobody repeats. */
const eventByOrderId = eventOf(happeningOf(byOrderId, []))

/**
 * What random events hardly ever do together: Feennex carries a create out long after its caller has given up and has
 * heard "not found" often enough, and refuses the resend meanwhile.
 */
const belated: fc.Arbitrary<ReadonlyArray<Event>> = fc
  .tuple(fc.constantFrom(1_150_000, 1_300_000, 2_000_000), fc.constantFrom(9, 10, 13, 16))
  .map(([ms, code]) => [
    { do: "fault", provider: "feennex", call: "create", fault: { kind: "delay", ms }, skip: 0, times: 1, at: 0 },
    { do: "fault", provider: "feennex", call: "create", fault: { kind: "error", code }, skip: 0, times: 1, at: 0 }
  ])

const draftsOnly = settings.map((drawn): Settings => ({ ...drawn, repeats: { ...drawn.repeats, stages: "draft" } }))

const scheduleOf = ({
  of = settings,
  first,
  happens = event,
  others,
  route
}: {
  readonly of?: fc.Arbitrary<Settings>
  readonly route: fc.Arbitrary<Route>
  readonly first: fc.Arbitrary<ReadonlyArray<Event>>
  readonly happens?: fc.Arbitrary<Event>
  readonly others: number
}): fc.Arbitrary<Schedule> =>
  fc.record({
    settings: of,
    operations: fc.array(operationOn(route), { minLength: 1, maxLength: 2 }),
    events: fc
      .tuple(first, fc.array(happens, { maxLength: others, size: "max" }))
      .map(([before, after]) => [...before, ...after])
  })

const rarely = fc.oneof({ weight: 15, arbitrary: fc.constant([]) }, { weight: 1, arbitrary: belated })

/** A schedule in which every provider goes by our order id alone. */
export const ordered: fc.Arbitrary<Schedule> = scheduleOf({
  ...{ route: byOrderIdRoute, first: rarely, happens: eventByOrderId, others: 8 }
})

/** One of these in which Feennex carries out late what it has refused to be sent again. */
export const late: fc.Arbitrary<Schedule> = scheduleOf({
  ...{ route: fc.constantFrom<Route>("feennex", "feennex,p2p"), first: belated, happens: eventByOrderId, others: 1 }
})

const mixed = scheduleOf({ route: anyRoute, first: rarely, others: 8 })

/** A schedule in which an answer of the provider that repeats is lost, and what comes next goes wrong too. */
export const repeating: fc.Arbitrary<Schedule> = scheduleOf({ route: repeatingRoute, first: unlucky, others: 3 })

/** A schedule in which a create in stages leaves something. */
export const staged: fc.Arbitrary<Schedule> = scheduleOf({
  ...{ of: draftsOnly, route: repeatingRoute, first: leftover, others: 3 }
})

/** Any schedule. */
export const schedule: fc.Arbitrary<Schedule> = fc.oneof(
  { weight: 5, arbitrary: ordered },
  { weight: 2, arbitrary: mixed },
  { weight: 2, arbitrary: repeating },
  { weight: 1, arbitrary: staged }
)
