/**
 * nock in front of every socket: a test states what Stripe is asked and what it answers. A request that nobody expected and an
 * expected one that never came both fail the test, so "nothing was sent" is proven by expecting nothing.
 */
import { afterAll, afterEach, assert, beforeAll, beforeEach } from "@effect/vitest"
import nock from "nock"
import { host, secretKey } from "./account.ts"

const strays: Array<string> = []

/** To be called once in a test file that uses nock. */
export const guardNetwork = (): void => {
  const note = (request: { readonly method?: string; readonly url?: string }) => {
    strays.push(`${request.method} ${request.url}`)
  }
  beforeAll(() => {
    if (!nock.isActive()) nock.activate()
    nock.disableNetConnect()
    nock.emitter.on("no match", note)
  })
  // The next file may have real sockets.
  afterAll(() => {
    nock.emitter.off("no match", note)
    nock.cleanAll()
    nock.enableNetConnect()
    nock.restore()
  })
  beforeEach(() => {
    nock.cleanAll()
    strays.splice(0)
  })
  afterEach(() => {
    assert.deepStrictEqual(strays.splice(0), [], "a request was sent that nobody expected")
    assert.deepStrictEqual(nock.pendingMocks(), [], "an expected request was not sent")
  })
}

/** The provider's answer. */
export interface Answer {
  readonly status?: number
  readonly body: string
  readonly headers?: Readonly<Record<string, string>>
}

const stated = (scope: nock.Interceptor) =>
  scope.matchHeader("authorization", `Bearer ${secretKey}`).matchHeader("stripe-version", "2026-10-28.endive")

/** Expects exactly this form, once, and answers. */
export const expectPost = (
  path: string,
  form: Readonly<Record<string, string>>,
  { body, headers = {}, status = 200 }: Answer,
  given: Readonly<Record<string, string>> = {}
): void => {
  const interceptor = stated(
    nock(host).post(path, (sent: unknown) => {
      assert.deepStrictEqual(flat(sent), form)
      return true
    })
  ).matchHeader("content-type", "application/x-www-form-urlencoded")
  for (const [name, value] of Object.entries(given)) interceptor.matchHeader(name, value)
  interceptor.reply(status, body, { "content-type": "application/json", ...headers })
}

/** Expects this read, once, and answers. */
export const expectGet = (path: string, { body, status = 200 }: Answer): void => {
  stated(nock(host).get(path)).reply(status, body, { "content-type": "application/json" })
}

// nock reads brackets as nesting; the form had them in its names.
const flat = (value: unknown, at = ""): Record<string, string> => {
  if (typeof value !== "object" || value === null) return { [at]: String(value) }
  const found: Record<string, string> = {}
  for (const [name, member] of Object.entries(value))
    Object.assign(found, flat(member, at === "" ? name : `${at}[${name}]`))
  return found
}
