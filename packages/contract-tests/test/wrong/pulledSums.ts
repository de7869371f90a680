/** Wrong adapters of a statement that state another sum of a row than it holds, or another end of it. */
import * as Money from "@switchyard/core/Money"
import type * as SettlementPull from "@switchyard/core/SettlementPull"
import * as BigDecimal from "effect/BigDecimal"
import * as Effect from "effect/Effect"
import * as Result from "effect/Result"
import type { WrongPull } from "./pulls.ts"

type Entry = SettlementPull.PulledEntry

const onEntries =
  (change: (entry: Entry) => Entry) =>
  (spi: SettlementPull.Spi): SettlementPull.Spi => ({
    ...spi,
    page: (period, cursor) =>
      Effect.map(spi.page(period, cursor), (page) => ({
        ...page,
        rows: page.rows.map((row) => Result.map(row, change))
      }))
  })

const onNet = (change: (value: BigDecimal.BigDecimal) => BigDecimal.BigDecimal) =>
  onEntries(({ net, ...entry }) =>
    net === undefined ? entry : { ...entry, net: { ...net, value: change(net.value) } }
  )

export const pulledSums: ReadonlyArray<WrongPull> = [
  {
    name: "loses-the-sign-of-a-row",
    mistake: "takes every row for money that came or went the usual way",
    kind: "settlement",
    breaks: ["pull/sums"],
    parts: () => ({ spi: onNet(BigDecimal.abs) })
  },
  {
    name: "reads-whole-units",
    mistake: "leaves out what stands behind the point of a row's sum",
    kind: "settlement",
    breaks: ["pull/sums", "pull/fee"],
    parts: () => ({ spi: onNet((value) => BigDecimal.scale(value, 0)) })
  },
  {
    name: "reads-rows-as-floats",
    mistake: "makes floats of the sums of a statement",
    kind: "settlement",
    breaks: ["pull/sums"],
    parts: () => ({ spi: onNet((value) => BigDecimal.fromNumberUnsafe(BigDecimal.toNumberUnsafe(value))) })
  },
  {
    name: "forgets-the-fee",
    mistake: "states no fee, because most rows have none",
    kind: "settlement",
    breaks: ["pull/fee"],
    parts: () => ({
      spi: onEntries(({ fee, ...entry }) => (fee === undefined ? entry : { ...entry, fee: Money.zero(fee.currency) }))
    })
  },
  {
    name: "calls-every-row-paid",
    mistake: "calls every row paid that stands in the statement",
    kind: "settlement",
    breaks: ["pull/ends"],
    parts: () => ({ spi: onEntries((entry) => ({ ...entry, status: "paid" })) })
  }
]
