/** The laws that each step is held against, by what is truly there and not by what the records say. */

import type { Open } from "../../../src/lifecycle/changes/Change.ts"
import { isWithoutMoney } from "../../../src/lifecycle/Status.ts"
import { type Asked, type Call, changesOf, held, markOf, sumOf, type Ways, type World } from "./World.ts"

const mayCome = ({ now }: World, { isQueued, isTravelling, until }: Call): boolean =>
  isQueued || (isTravelling && now <= until)

/** What must hold when a change is sent; `world` is as it was before that was written down. */
export const sends = (world: World, open: Open, { repeats }: Ways): string | null => {
  const { calls, isAtRisk, readAt, there } = world
  const what = `${open.name} ${open.number}`
  if (open.name !== "complete" && readAt <= world.askedAt)
    return `${what} is sent, and nothing was read since it was asked for`
  if (open.name === "complete" && world.isUnwanted) return `${what} is sent, and its merchant has wanted to cancel it`
  const mine = calls.filter(({ name, number }) => name === open.name && number === open.number)
  const isDone = mine.some(({ answer }) => answer === "accepted")
  const mayBe = mine.some((each) => each.answer === "accepted" || mayCome(world, each))
  if (mayBe && repeats === "undocumented") return `${what} is sent again where nobody knows what becomes of that`
  // A repeat of what was carried out does nothing, where that is remembered.
  const isOver = ({ name, number }: Call) =>
    repeats !== "undocumented" && [...there.seen, ...there.refused].includes(markOf(name, number))
  const others = calls.filter((each) => !mine.includes(each) && mayCome(world, each) && !isOver(each))
  if (others.length > 0 && !isAtRisk && world.operation.recovery === null)
    return `${what} is sent, and another change may still arrive`
  if (open.name === "capture" && !isDone && !isAtRisk && Number(open.amount?.value) > held - sumOf(readThere(world)))
    return `${what} is sent, and less was left when it was read`
  if (open.name === "complete" && there.completions.length > 0 && !isDone)
    return `${what} completes what was completed before`
  return null
}

/** What must hold once a read was recorded that shows what can still be canceled: the cancel that waits for it is due. */
export const leaves = ({ askedAt, isAtRisk, now, operation }: World, { at, there }: Asked): string | null => {
  const { open } = changesOf({ operation })
  const isGround = at > askedAt && now - at < 5 * 60_000
  const isWaiting = open?.name === "cancel" && open.stage === "wanted" && open.isClean && isGround
  const isOver = there.status === "paid" || there.status === "canceled" || there.parts.length > 0
  if (!isWaiting || isOver || isAtRisk || operation.recovery !== null || operation.step === "change") return null
  return `a cancel waits although a read shows that it is ${there.status}`
}

const readThere = (world: World) => world.read ?? world.there

/** What must hold at any time. */
export const broken = (world: World): string | null => {
  const { calls, isAtRisk, operation, there, wanted } = world
  const parts = there.pending === null ? there.parts : [...there.parts, there.pending]
  const marks = parts.flatMap(({ mark }) => (mark === null ? [] : [mark]))
  if (new Set(marks).size < marks.length) return "one capture was carried out twice"
  if (there.completions.length > there.approvals) return "an approval was completed twice"
  const ours = there.parts.reduce((total, { amount, mark }) => total + (mark === null ? 0 : amount), 0)
  const asked = [...wanted].reduce((total, [, amount]) => total + amount, 0)
  if (ours > asked) return `${ours} was captured, and ${asked} was asked for`
  if (!isAtRisk && isWithoutMoney(operation.status) && ours > 0) return `${operation.status}, and ${ours} was captured`
  if (!isAtRisk && isWithoutMoney(operation.status) && there.status !== "canceled")
    return `${operation.status}, and it is ${there.status}`
  const isRefusedThere = ({ name, number }: Call) => there.refused.includes(markOf(name, number))
  const coming = calls.some((each) => each.name === "capture" && mayCome(world, each) && !isRefusedThere(each))
  if (!isAtRisk && coming && isWithoutMoney(operation.status) && operation.recovery === null)
    return `${operation.status}, while a capture may have left`
  const changes = changesOf(world)
  if (operation.step === "change" && changes.open === null) return "nothing is to be changed, and nobody reads it again"
  if (world.operation.recovery === null && !isAtRisk) {
    for (const { number } of changes.captured) {
      const isThere = there.parts.some(({ mark }) => mark === markOf("capture", number))
      const hasOffice = there.parts.some(({ mark }) => mark === null)
      if (!isThere && !hasOffice) return `capture ${number} is called succeeded, and was never there`
    }
    if (changes.ended?.name === "capture" && changes.ended.became === "dead") {
      const { number } = changes.ended
      const isThere = parts.some(({ mark }) => mark === markOf("capture", number))
      const isRefused = there.refused.includes(markOf("capture", number))
      const isComing = !isRefused && calls.some((each) => each.number === number && mayCome(world, each))
      if (isThere || isComing) return `capture ${number} is called failed, and is there or may still come`
    }
  }
  return null
}
