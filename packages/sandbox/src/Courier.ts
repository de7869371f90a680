/**
 * Delivers callbacks: one POST per attempt through an injected `fetch`, repeated on the clock until the receiver
 * answers 2xx. It knows nothing of what is in them, and posts to loopback hosts only: a sandbox must never reach
 * anybody else's server.
 */
import type { Clock } from "./Clock.ts"
import { schedule } from "./Clock.ts"
import type { ContentEncoding } from "./Encoding.ts"
import { encode } from "./Encoding.ts"
import type { Fetch } from "./Reply.ts"

/** A callback ready to be sent. */
export interface Letter {
  readonly reference: string
  readonly url: string
  readonly body: string
  readonly contentType: string
  /** The form in which the body goes over the wire. */
  readonly encoding?: ContentEncoding
  /** The status that the callback reports. */
  readonly status: string
  /** Headers that depend on when it is sent, made anew for each attempt: a signature that bears a time. */
  readonly headersAt?: (at: number) => Readonly<Record<string, string>>
  /** Called once the receiver has taken it. */
  readonly taken?: () => void
}

/** One try at delivering a callback. */
export interface Attempt {
  readonly at: number
  /** The receiver's HTTP status, or null when there was none. */
  readonly httpStatus: number | null
  readonly error: string | null
}

/** A callback and what became of it. */
export interface Delivery extends Letter {
  readonly id: number
  readonly state: "sending" | "delivered" | "retrying" | "failed" | "refused"
  readonly attempts: ReadonlyArray<Attempt>
}

/** How a courier works. */
export interface Options {
  readonly clock: Clock
  readonly fetch: Fetch
  /** Waits before the second, third … attempt, in milliseconds. */
  readonly retries: ReadonlyArray<number>
  /** How long a receiver may take, in milliseconds of the clock. */
  readonly timeout: number
  /** Called when a target is refused. */
  readonly refuse: (letter: Letter, detail: string) => void
}

/** The callbacks of one simulator. */
export interface Courier {
  /** Starts a delivery; resolves after the first attempt. */
  readonly send: (letter: Letter) => Promise<void>
  readonly deliveries: () => ReadonlyArray<Delivery>
  /** Resolves when no attempt is under way; waiting for a retry does not count. */
  readonly idle: () => Promise<void>
  /** Forgets everything and cancels what is under way. */
  readonly clear: () => void
}

/** Whether a URL points at this very machine. */
export const isLoopback = (url: string): boolean => {
  if (!URL.canParse(url)) return false
  const { protocol, hostname } = new URL(url)
  const http = protocol === "http:" || protocol === "https:"
  return http && (/^(localhost|\[::1\])$/.test(hostname) || /^127(\.\d{1,3}){3}$/.test(hostname))
}

type Live = { -readonly [K in keyof Delivery]: Delivery[K] } & { attempts: Array<Attempt> }

/** A courier with nothing to deliver yet. */
export const make = (options: Options): Courier => {
  const { clock } = options
  let all: Array<Live> = []
  let life = 0
  let counter = 0
  const underWay = new Set<Promise<void>>()
  const posts = new Set<AbortController>()

  const post = async (letter: Letter): Promise<Attempt> => {
    const at = clock.now()
    const stop = new AbortController()
    posts.add(stop)
    const timedOut = () => stop.abort(new Error("the receiver did not answer in time"))
    schedule(clock, options.timeout, () => posts.has(stop), timedOut)
    try {
      const response = await options.fetch(letter.url, {
        method: "POST",
        headers: {
          "content-type": letter.contentType,
          ...letter.headersAt?.(at),
          ...(letter.encoding && { "content-encoding": letter.encoding })
        },
        body: letter.encoding === undefined ? letter.body : encode(letter.body, letter.encoding),
        // A receiver must not be able to send the callback on to another host.
        redirect: "manual",
        signal: stop.signal
      })
      await response.body?.cancel()
      return { at, httpStatus: response.status, error: null }
    } catch (error) {
      return { at, httpStatus: null, error: error instanceof Error ? error.message : String(error) }
    } finally {
      posts.delete(stop)
    }
  }

  const attempt = async (delivery: Live, born: number): Promise<void> => {
    delivery.state = "sending"
    const result = await post(delivery)
    delivery.attempts.push(result)
    if (result.httpStatus !== null && result.httpStatus >= 200 && result.httpStatus < 300) {
      delivery.state = "delivered"
      delivery.taken?.()
      return
    }
    const wait = options.retries[delivery.attempts.length - 1]
    delivery.state = wait === undefined ? "failed" : "retrying"
    if (wait === undefined) return
    const again = () => void track(attempt(delivery, born))
    schedule(clock, wait, () => born === life, again)
  }

  const track = (work: Promise<void>): Promise<void> => {
    underWay.add(work)
    return work.finally(() => underWay.delete(work))
  }

  return {
    send: (letter) => {
      counter += 1
      const delivery: Live = { ...letter, id: counter, state: "sending", attempts: [] }
      all.push(delivery)
      if (!isLoopback(letter.url)) {
        delivery.state = "refused"
        options.refuse(letter, `refused to post a callback to ${letter.url}: only loopback hosts are allowed`)
        return Promise.resolve()
      }
      return track(attempt(delivery, life))
    },
    deliveries: () => all.map((delivery) => ({ ...delivery, attempts: delivery.attempts.slice() })),
    idle: async () => {
      while (underWay.size > 0) await Promise.all(underWay)
    },
    clear: () => {
      life += 1
      for (const post of posts) post.abort(new Error("the simulator was reset"))
      counter = 0
      all = []
    }
  }
}
