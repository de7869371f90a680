/**
 * nock in front of every socket: a test states what Feennex is asked and what it answers. A request that nobody expected
 * and an expected one that never came both fail the test, so "nothing was sent" is proven by expecting nothing.
 */
import { afterAll, afterEach, assert, beforeAll, beforeEach } from "@effect/vitest"
import nock from "nock"
import { core } from "./shop.ts"

const strays: Array<string> = []

/** Requests that nobody expected so far, which are forgotten by asking. */
export const takeStrays = (): ReadonlyArray<string> => strays.splice(0)

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
    takeStrays()
  })
  afterEach(() => {
    assert.deepStrictEqual(takeStrays(), [], "a request was sent that nobody expected")
    assert.deepStrictEqual(nock.pendingMocks(), [], "an expected request was not sent")
    assert.isTrue(nock.isDone())
  })
}

/** The provider's answer. */
export interface Answer {
  readonly status?: number
  readonly body: string
}

type Body = nock.DataMatcherMap

/** Expects exactly this JSON body, once, and answers. */
export const expectPost = (path: string, body: Body, { body: text, status = 200 }: Answer, host = core): void => {
  nock(host)
    .post(path, body)
    .matchHeader("content-type", "application/json")
    .reply(status, text, { "content-type": "application/json" })
}

/** Expects any body at this path, or one whose text matches, once, and answers. */
export const answerPost = (path: string, { body, status = 200 }: Answer, text = /^/): void => {
  nock(core).post(path, text).reply(status, body, { "content-type": "application/json" })
}
