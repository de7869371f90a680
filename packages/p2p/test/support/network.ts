/**
 * nock in front of every socket: a test states what the platform is asked and what it answers. A request that nobody
 * expected and an expected one that never came both fail the test, so "nothing was sent" is proven by expecting nothing.
 */
import { afterAll, afterEach, assert, beforeAll, beforeEach } from "@effect/vitest"
import nock from "nock"
import { apiKey, baseUrl } from "./merchant.ts"

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
    strays.length = 0
  })
  afterEach(() => {
    assert.deepStrictEqual(strays, [], "a request was sent that nobody expected")
    assert.deepStrictEqual(nock.pendingMocks(), [], "an expected request was not sent")
  })
}

/** The provider's answer. */
export interface Answer {
  readonly status?: number
  readonly body: string
  readonly headers?: Readonly<Record<string, string>>
}

type Body = Readonly<Record<string, string | number>>

/** Expects exactly this JSON body, once and without `X-Api-Key`, and answers. */
export const expectPost = (path: string, body: Body, { body: text, headers, status = 200 }: Answer): void => {
  nock(baseUrl, { badheaders: ["x-api-key"] })
    .post(path, { ...body })
    .matchHeader("content-type", "application/json")
    .reply(status, text, { "content-type": "application/json", ...headers })
}

/** Expects any body at this path, once, and answers. */
export const answerPost = (path: string, { body, headers, status = 200 }: Answer): void => {
  nock(baseUrl)
    .post(path)
    .reply(status, body, { "content-type": "application/json", ...headers })
}

/** Expects a read with `X-Api-Key`, once, and answers. */
export const expectGet = (path: string, { body, headers, status = 200 }: Answer): void => {
  nock(baseUrl)
    .get(path)
    .matchHeader("x-api-key", apiKey)
    .matchHeader("content-type", "application/json")
    .reply(status, body, { "content-type": "application/json", ...headers })
}
