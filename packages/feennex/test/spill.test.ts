/** Bytes beside the memory: what was appended is read back, in any order, before and after it went to a file. */
import { readdirSync } from "node:fs"
import fc from "fast-check"
import { expect, it } from "vitest"
import { makeSharedStrings } from "../src/internal/registers/sharedStrings.ts"
import { makeSpill } from "../src/internal/registers/spill.ts"
import { ownTemporaryDirectory } from "./support/temporary.ts"

const temporary = ownTemporaryDirectory()
const files = () => readdirSync(temporary).length

it("gives any piece of what was appended", () => {
  const chunk = fc.tuple(fc.nat(255), fc.integer({ min: 0, max: 9000 }))
  const places = fc.array(fc.tuple(fc.nat(), fc.nat()))
  fc.assert(
    fc.property(fc.array(chunk, { minLength: 1, maxLength: 30 }), places, (chunks, asked) => {
      const spill = makeSpill(10_000)
      let all = Buffer.alloc(0)
      const check = ([from, to]: readonly [number, number]) => {
        const [start, end] = [from % (all.length + 1), to % (all.length + 1)].toSorted((a, b) => a - b)
        expect(spill.slice(start ?? 0, end ?? 0).equals(all.subarray(start, end))).toBe(true)
      }
      for (const [at, [byte, length]] of chunks.entries()) {
        const bytes = Buffer.alloc(length, byte)
        all = Buffer.concat([all, bytes])
        expect(spill.append(bytes)).toBe(all.length)
        check([at * 997, all.length])
      }
      asked.forEach(check)
      spill.close()
    })
  )
  expect(files()).toBe(0)
})

it("gives texts by their number, whatever is asked first, and none beyond them", () => {
  const strings = makeSharedStrings()
  const text = (at: number) => (at % 7 === 0 ? "" : `Текст ${at} ${"x".repeat(at % 300)}`)
  const count = 20_000
  for (let at = 0; at < count; at++) strings.add(text(at))
  expect(files()).toBe(2)
  for (let step = 0; step < count; step++) {
    const at = (step * 7919) % count
    if (strings.get(at) !== text(at)) expect([at, strings.get(at)]).toEqual([at, text(at)])
  }
  expect([strings.get(-1), strings.get(count), strings.get(Number.NaN)]).toEqual([undefined, undefined, undefined])
  strings.close()
  expect(files()).toBe(0)
})
