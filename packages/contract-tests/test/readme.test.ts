/** The README's examples are files that are compiled and run: a contract, and a transport that plays faults. */
import { readFileSync } from "node:fs"
import type { Harness } from "@switchyard/contract-tests"
import type * as Transport from "@switchyard/core/Transport"
import { expect, test } from "vitest"
import { faulty } from "./examples/faulty.ts"

const text = (path: string) => readFileSync(new URL(path, import.meta.url), "utf8")

test("the README has no other examples than the ones that are compiled", () => {
  const blocks = [...text("../README.md").matchAll(/^```ts\n(.*?)^```$/gms)].map(([, code]) => code)
  expect(blocks).toEqual([text("./memory.test.ts"), text("./examples/faulty.ts")])
})

const sentWith = async (fault: Harness.Fault | undefined) => {
  const slept: Array<number> = []
  const sent: Array<string> = []
  const real: Transport.Transport = async ({ url }) => {
    sent.push(`${url} after ${slept.length}`)
    return new Response("done")
  }
  const sleep = async (millis: number) => void slept.push(millis)
  const { signal } = new AbortController()
  const permit: Transport.SendPermit = { signal, acquire: () => true, body: undefined, maxAnswerBytes: 1 }
  const ended = await faulty(
    real,
    () => fault,
    sleep
  )(new Request("http://provider.example/"), permit).then(
    (response) => response.text(),
    (cause: { readonly code: string }) => cause.code
  )
  return { ended, sent, slept }
}

test("the example's transport plays what comes before the first byte, and sends everything else", async () => {
  const sent = ["http://provider.example/ after 0"]
  expect(await sentWith(undefined)).toEqual({ ended: "done", sent, slept: [] })
  expect(await sentWith({ kind: "truncate" })).toEqual({ ended: "done", sent, slept: [] })
  expect(await sentWith({ kind: "refused" })).toEqual({ ended: "ECONNREFUSED", sent: [], slept: [] })
  expect(await sentWith({ kind: "unresolved" })).toEqual({ ended: "ENOTFOUND", sent: [], slept: [] })
  expect(await sentWith({ kind: "slowConnect", millis: 7 })).toEqual({
    ended: "done",
    sent: ["http://provider.example/ after 1"],
    slept: [7]
  })
})
