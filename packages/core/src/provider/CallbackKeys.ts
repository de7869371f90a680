/**
 * The public keys by which a provider's callbacks are verified, as it publishes them at one address. They are fetched outside
 * verification, so that no callback waits for the network, and looked up by their ids in it. Where to is a matter of the
 * configuration alone: no callback names a host.
 */
import * as Clock from "effect/Clock"
import * as Effect from "effect/Effect"
import * as Http from "../http/Http.ts"

/** The published keys of one provider. */
export interface CallbackKeys<Key> {
  /** The key of this id, if it is known. What is too old is not: whoever verifies has run `renew` just before. */
  readonly find: (id: string) => Key | undefined
  /** Lets go of keys that are too old, and begins to fetch them where that is due soon. Waits for nobody. */
  readonly renew: Effect.Effect<void>
  /**
   * Begins to fetch them, where that is not going on and was not begun within a minute. Waits for nobody; gives the
   * milliseconds after which it is worth trying again.
   */
  readonly fetch: Effect.Effect<number>
}

/** Where keys are, and how they are read. */
export interface Options<Key> {
  /** The address of all keys: https without query, or http on loopback; see `BaseUrl`. Nothing is fetched from another. */
  readonly url: string
  /** The keys in an answer by their ids; undefined where it cannot be read. What it throws is the same. */
  readonly read: (text: string) => ReadonlyMap<string, Key> | undefined
  /** For how long keys are believed after they were fetched, in milliseconds: 6 hours when left out. */
  readonly maxAgeMillis?: number | undefined
}

/** No two fetches begin within this. */
export const spacingMillis = 60_000

// A fetch that has begun is over by then, one way or the other.
const fetchingMillis = 10_000
const soonMillis = 2_000

/** Holds the keys at one address. Fetches nothing before a callback asks for it. */
export const make = <Key>({ maxAgeMillis, read, url }: Options<Key>): CallbackKeys<Key> => {
  const client = Http.make({ baseUrl: url, timeout: fetchingMillis, headers: { accept: "application/json" } })
  const load = Effect.map(Effect.result(client.send({ method: "GET", path: "" })), (answer) => {
    const isThere = answer._tag === "Success" && answer.success instanceof Http.Answer && answer.success.status === 200
    return isThere ? read(answer.success.text) : undefined
  })
  return over(load, { maxAgeMillis })
}

/**
 * Holds the keys that `load` gives; undefined, and whatever it throws, means that they cannot be had now. For who cannot fetch
 * them from one address: `make` says what is to be observed.
 */
export const over = <Key>(
  load: Effect.Effect<ReadonlyMap<string, Key> | undefined>,
  { maxAgeMillis = 6 * 3_600_000 }: Pick<Options<Key>, "maxAgeMillis"> = {}
): CallbackKeys<Key> => {
  let keys: ReadonlyMap<string, Key> = new Map()
  let fetchedAt: number | undefined
  let begunAt: number | undefined
  let isFetching = false

  // A clock that went back says nothing of how old something is.
  const within = (since: number | undefined, millis: number, now: number): boolean =>
    since !== undefined && now >= since && now - since < millis

  const fetched = Effect.fnUntraced(function* (now: number) {
    const found = yield* Effect.catchDefect(load, () => Effect.succeed(undefined))
    if (found === undefined) return yield* Effect.logWarning("the keys of callbacks cannot be had")
    keys = found
    // As old as the question.
    fetchedAt = now
  })

  const fetch = Effect.flatMap(Clock.currentTimeMillis, (now) => {
    if (isFetching) return Effect.succeed(soonMillis)
    if (begunAt !== undefined && within(begunAt, spacingMillis, now)) {
      return Effect.succeed(begunAt + spacingMillis - now)
    }
    isFetching = true
    begunAt = now
    const fetching = Effect.ensuring(
      fetched(now),
      Effect.sync(() => {
        isFetching = false
      })
    )
    return Effect.as(Effect.forkDetach(fetching), soonMillis)
  })

  const renew = Effect.flatMap(Clock.currentTimeMillis, (now) => {
    if (fetchedAt !== undefined && !within(fetchedAt, maxAgeMillis, now)) {
      keys = new Map()
      fetchedAt = undefined
    }
    // Before they are too old, so that no callback has to wait for it.
    return within(fetchedAt, maxAgeMillis / 2, now) ? Effect.void : Effect.asVoid(fetch)
  })

  return { find: (id) => keys.get(id), renew, fetch }
}
