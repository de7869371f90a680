/**
 * The texts of an XLSX, which its cells name by number. There may be hundreds of thousands: neither they nor the places
 * where they end are kept in memory.
 */
import { maxSharedStrings, tooLarge } from "./limits.ts"
import { makeSpill } from "./spill.ts"

const textBytes = 1024 * 1024
const placeBytes = 64 * 1024

/** Texts by number. */
export interface SharedStrings {
  readonly add: (text: string) => void
  /** The text of a number; undefined where there is none. */
  readonly get: (index: number) => string | undefined
  readonly close: () => void
}

// A double holds every place exactly.
const width = 8

/** No texts yet. */
export const makeSharedStrings = (): SharedStrings => {
  const texts = makeSpill(textBytes)
  const ends = makeSpill(placeBytes)
  const place = Buffer.allocUnsafe(width)
  let count = 0

  return {
    add: (text) => {
      if (count >= maxSharedStrings) throw tooLarge(`has more than ${maxSharedStrings} texts`)
      place.writeDoubleLE(texts.append(Buffer.from(text)))
      ends.append(place)
      count += 1
    },
    get: (index) => {
      if (!(index >= 0 && index < count)) return undefined
      const first = Math.max(index - 1, 0)
      const places = ends.slice(first * width, (index + 1) * width)
      const start = index === 0 ? 0 : places.readDoubleLE(0)
      return texts.slice(start, places.readDoubleLE(places.length - width)).toString("utf8")
    },
    close: () => {
      texts.close()
      ends.close()
    }
  }
}
