/** One page of a provider's reporting interface: a period that can be asked for, a span, no defect, and a cursor that leads on. */
import * as Effect from "effect/Effect"
import * as Schema from "effect/Schema"
import { boundedRead } from "../../../outcome/internal/waiting.ts"
import { ReadFailed } from "../../../outcome/ProviderError.ts"
import * as Guard from "../guard.ts"
import { traced, wasRead } from "../tracing.ts"
import { type AskPage, type Page, Period, type Spi } from "./page.ts"

const operation = "pull"

const maxCursorLength = 2048

const isPeriod = Schema.is(Period)

/** Asks for a page as a provider implements it. */
export const make = ({ manifest, page, provider }: Spi): AskPage => {
  const guard = Guard.make("settlement", provider)
  const { longestPeriodMillis: longest = Number.POSITIVE_INFINITY } = manifest

  const invalid = (reason: string) =>
    Effect.fail(guard.unasked(operation, "InvalidRequest", `period: ${reason}`, [{ path: "period", reason }]))

  const leading = (read: Page, cursor: string | undefined) => {
    if (read.next === undefined || (read.next !== cursor && read.next.length <= maxCursorLength)) {
      return Effect.succeed(read)
    }
    const message = read.next === cursor ? "the next page is the same one again" : "the next page has too long a name"
    return Effect.fail(
      new ReadFailed({ provider, operation: guard.name(operation), reason: "UnrecognisedAnswer", message })
    )
  }

  return (period, cursor) =>
    traced(guard.name(operation), guard, wasRead, () => {
      if (!isPeriod(period)) return invalid("must begin and end at whole milliseconds, and end after it begins")
      if (period.to - period.from > longest) return invalid(`must not be longer than ${longest} milliseconds`)
      return guard.safeRead(
        operation,
        Effect.suspend(() => page(period, cursor)).pipe(
          Effect.mapError(boundedRead),
          Effect.flatMap((read) => leading(read, cursor))
        )
      )
    })
}
