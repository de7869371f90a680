import { describe, expect, it } from "vitest"
import { Clock } from "../src/index.ts"

describe("a manual clock", () => {
  it("wakes sleepers in the order in which they are due, each at its own time", async () => {
    const clock = Clock.manual(0)
    const woken: Array<[string, number]> = []
    const sleeper = (name: string, ms: number) => clock.sleep(ms).then(() => woken.push([name, clock.now()]))
    const all = [sleeper("late", 300), sleeper("soon", 100), sleeper("also soon", 100), sleeper("never yet", 301)]
    await clock.advance(300)
    await Promise.all(all.slice(0, 3))
    expect(woken).toEqual([
      ["soon", 100],
      ["also soon", 100],
      ["late", 300]
    ])
    expect(clock.now()).toBe(300)
  })

  it("wakes what a woken sleeper starts, if that falls due on the way", async () => {
    const clock = Clock.manual(0)
    const times: Array<number> = []
    const chain = async () => {
      for (let round = 0; round < 3; round += 1) {
        await clock.sleep(10)
        times.push(clock.now())
      }
    }
    const done = chain()
    await clock.advance(25)
    expect(times).toEqual([10, 20])
    await clock.advance(5)
    await done
    expect(times).toEqual([10, 20, 30])
  })

  it("rejects a sleeper with its signal's reason and forgets it", async () => {
    const clock = Clock.manual(0)
    const controller = new AbortController()
    const sleeping = clock.sleep(10, controller.signal)
    controller.abort(new Error("enough"))
    await expect(sleeping).rejects.toThrow("enough")
    await expect(clock.sleep(10, controller.signal)).rejects.toThrow("enough")
  })
})

describe("the system clock", () => {
  it("follows the machine and stays ahead by what it was advanced", async () => {
    const clock = Clock.system()
    const before = Date.now()
    const hour = clock.sleep(3_600_000)
    await clock.advance(3_600_000)
    await hour
    expect(clock.now() - before).toBeGreaterThanOrEqual(3_600_000)
    expect(clock.now() - before).toBeLessThan(3_660_000)
  })

  it("wakes sleepers by itself", async () => {
    const clock = Clock.system()
    const before = clock.now()
    await clock.sleep(5)
    expect(clock.now() - before).toBeGreaterThanOrEqual(4)
  })
})
