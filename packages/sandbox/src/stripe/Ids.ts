/** Ids in Stripe's form: a prefix and letters and digits that differ by case. Nothing is random: the same run gives the same ids. */
import { sha256 } from "../internal/hash.ts"
import type { World } from "../World.ts"

const letters = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"

const characters = (seed: string, length: number): string => {
  let text = ""
  for (let block = 0; text.length < length; block += 1) {
    let number = BigInt(`0x${sha256(`${seed}:${block}`)}`)
    for (let count = 0; count < 40; count += 1) {
      text += letters[Number(number % 62n)] ?? "0"
      number /= 62n
    }
  }
  return text.slice(0, length)
}

const lengths: Readonly<Record<string, number>> = { cs_test_: 58, cs_live_: 58, req_: 14 }

/** The next id with a prefix, such as `pi_`. */
export const next = (world: World, prefix: string): string => {
  const token = world.token(prefix)
  const version = /^(pi|ch|py|re|pyr|txn)_$/.test(prefix) ? "3" : lengths[prefix] === undefined ? "1" : ""
  return `${prefix}${version}${characters(token, lengths[prefix] ?? 23)}`
}

/** The secret by which a payer's browser may confirm a payment. */
export const clientSecret = (world: World, id: string): string =>
  `${id}_secret_${characters(world.token("secret"), 25)}`
