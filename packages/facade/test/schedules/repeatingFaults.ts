/**
 * Random faults of the provider that repeats: requests that arrive late, answers that are lost before or after it has acted,
 * answers of something in front of it, its own errors. Like those of the others they never lie about money: what is
 * carried out is never answered with a documented refusal in a form that proves it.
 */
import * as fc from "fast-check"
import type { Event, RepeatingCall, RepeatingFault } from "./schedule.ts"

// No request is held on its way for longer than the reserve that its adapter leaves of the provider's time.
const lateness = fc.constantFrom(1_000, 45_000, 100_000, 400_000, 1_700_000)

const bodies = fc.constantFrom(
  "",
  "<html></html>",
  "null",
  '{"ok":true}',
  '{"ok":false}',
  '{"ok":true,"data":{}}',
  '{"ok":false,"code":"exists","message":"the key is used"}',
  '{"ok":false,"code":"no_such_code","message":"what is this"}',
  '{"ok":true,"code":"insufficient_funds","message":"too much"}'
)

// A real refusal too, where its status proves nothing.
const refusing = '{"ok":false,"code":"insufficient_funds","message":"too much"}'

const answered = fc.oneof(
  fc.record({ status: fc.constantFrom(200, 201, 302, 400, 404, 500, 502), body: bodies }),
  fc.record({ status: fc.constantFrom(302, 500, 503), body: fc.constant(refusing) })
)

const code = fc.constantFrom(
  "insufficient_funds",
  "insufficient_funds",
  "rate_limited",
  "maintenance",
  "method_closed",
  "bad_signature",
  "no_such_code"
)

const broken: ReadonlyArray<fc.Arbitrary<RepeatingFault>> = [
  fc.constantFrom<RepeatingFault>(
    { kind: "refused" },
    { kind: "cutBeforeReading" },
    { kind: "cutAfterActing" },
    { kind: "cutAfterActing" },
    { kind: "stallWithoutActing" },
    { kind: "stallAfterActing" },
    { kind: "truncate" },
    { kind: "otherReference" }
  ),
  fc.record({ kind: fc.constant("slow" as const), millis: fc.constantFrom(1_000, 29_000, 45_000) }),
  fc.record({ kind: fc.constant("error" as const), code, retryAfterSeconds: fc.constantFrom(1, 600) }),
  answered.map(({ body, status }) => ({ kind: "answer" as const, status, body })),
  answered.map(({ body, status }) => ({ kind: "inFront" as const, status, body }))
]

/** A fault of creates. */
const create = fc.oneof(
  ...broken,
  fc.record({ kind: fc.constant("late" as const), ms: lateness }),
  fc.constant<RepeatingFault>({ kind: "cutAfterActing" })
)

/** A fault of status reads; that it does not have what it has is not one of them. */
const status = fc.oneof(...broken)

/** Accepted means asked: it may be done later. */
const abandon = fc.oneof(
  ...broken,
  fc.constantFrom(20_000, 400_000).map((ms) => ({ kind: "asked" as const, ms }))
)

/** A fault of each call. */
export const repeatingFault: Readonly<Record<RepeatingCall, fc.Arbitrary<RepeatingFault>>> = {
  ...{ abandon, create, draft: create, status }
}

const lost: fc.Arbitrary<RepeatingFault> = fc.oneof(
  fc.constantFrom<RepeatingFault>(
    { kind: "cutAfterActing" },
    { kind: "cutBeforeReading" },
    { kind: "cutBeforeReading" },
    { kind: "stallAfterActing" }
  ),
  fc.constantFrom(100_000, 400_000, 1_700_000, 1_700_000).map((ms) => ({ kind: "late" as const, ms }))
)

const next: fc.Arbitrary<RepeatingFault> = fc.constantFrom<RepeatingFault>(
  { kind: "error", code: "insufficient_funds" },
  { kind: "error", code: "insufficient_funds" },
  { kind: "error", code: "rate_limited", retryAfterSeconds: 60 },
  { kind: "cutBeforeReading" },
  { kind: "refused" },
  { kind: "refused" },
  { kind: "inFront", status: 503, body: "" }
)

const scripted = (call: RepeatingCall, fault: RepeatingFault, times: number): Event => ({
  ...{ do: "repeatingFault", at: 0, call, fault, skip: 0, times }
})

const of = <E extends object>(events: ReadonlyArray<E>, isThere: boolean) => (isThere ? events : [])

/**
 * What random events hardly ever do together: the first answer is lost, nothing can be read for a while, and its replays go
 * wrong as well, some for longer than the provider knows the key; what comes of the first replay dies, or its shop wants no
 * more of it.
 */
export const unlucky: fc.Arbitrary<ReadonlyArray<Event>> = fc
  .record({
    lost,
    next,
    times: fc.constantFrom(1, 2, 8, 14),
    unread: fc.constantFrom(0, 0, 1, 3, 12, 40),
    isBroke: fc.constantFrom(false, false, false, false, false, true),
    dies: fc.constantFrom(false, false, true),
    canceledAt: fc.constantFrom(undefined, undefined, undefined, undefined, undefined, undefined, 70_000, 200_000)
  })
  .map(({ canceledAt, dies, isBroke, lost, next, times, unread }) => [
    // What dies first has a first request that arrives after it.
    scripted("create", dies ? { kind: "late", ms: 1_700_000 } : lost, 1),
    ...of([scripted("create", next, times)], !dies && !isBroke),
    ...of<Event>([{ do: "balance", provider: "memory", empty: true, at: 0 }], isBroke),
    ...of([scripted("status", { kind: "inFront", status: 503, body: "" }, unread)], unread > 0 && !dies),
    ...of<Event>([{ do: "course", provider: "memory", course: "failed", after: 5_000, at: 0 }], dies),
    ...(canceledAt === undefined ? [] : [{ do: "cancel" as const, operation: 0, at: canceledAt }])
  ])

const refused = fc.constantFrom<RepeatingFault>(
  { kind: "error", code: "insufficient_funds" },
  { kind: "error", code: "method_closed" },
  { kind: "error", code: "rate_limited", retryAfterSeconds: 60 },
  { kind: "refused" },
  { kind: "cutBeforeReading" },
  { kind: "late", ms: 400_000 }
)

const askedFor = fc.constantFrom<RepeatingFault | undefined>(
  undefined,
  undefined,
  { kind: "asked", ms: 300_000 },
  { kind: "asked", ms: 1_200_000 },
  { kind: "cutBeforeReading" },
  { kind: "cutAfterActing" },
  { kind: "error", code: "maintenance" }
)

/** A create in stages leaves a draft, which is hard to abandon and which a colleague may commit. */
export const leftover: fc.Arbitrary<ReadonlyArray<Event>> = fc
  .record({
    commit: refused,
    draft: fc.constantFrom<RepeatingFault | undefined>(
      undefined,
      undefined,
      { kind: "cutAfterActing" },
      { kind: "late", ms: 45_000 }
    ),
    abandon: askedFor,
    officeAt: fc.constantFrom(undefined, 36_000, 100_000, 200_000, 500_000)
  })
  .map(({ abandon, commit, draft, officeAt }) => [
    ...(draft === undefined ? [] : [scripted("draft", draft, 1)]),
    scripted("create", commit, 1),
    ...(abandon === undefined ? [] : [scripted("abandon", abandon, 1)]),
    ...(officeAt === undefined ? [] : [{ do: "office" as const, at: officeAt }])
  ])
